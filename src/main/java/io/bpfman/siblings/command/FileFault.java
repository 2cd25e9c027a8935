package io.bpfman.siblings.command;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/** Why a file cannot be read or written, in words: Java's own are the name of a class or the path again. */
final class FileFault {

    private FileFault() {}

    static String of(IOException fault) {
        if (fault instanceof NoSuchFileException) {
            return "it is not there";
        }
        if (fault instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (fault instanceof CharacterCodingException) {
            return "it is no text in UTF-8";
        }
        return Optional.ofNullable(fault instanceof FileSystemException named ? named.getReason() : fault.getMessage())
                .orElse("the system refuses it");
    }
}

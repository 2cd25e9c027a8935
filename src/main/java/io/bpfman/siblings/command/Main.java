package io.bpfman.siblings.command;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;

/** The binary: without arguments the controller, with them a command, for which nothing of the controller starts. */
@QuarkusMain
public final class Main {

    private Main() {}

    /** Ends with the command's exit code. */
    public static void main(String... arguments) {
        if (arguments.length == 0) {
            Quarkus.run();
            return;
        }
        Thread.currentThread().setUncaughtExceptionHandler((thread, bug) -> {
            bug.printStackTrace();
            Runtime.getRuntime().halt(ExitCode.BUG.number());
        });
        ExitCode code = new Commands(
                        InstantSource.system(),
                        System.getenv(),
                        System.in,
                        utf8(FileDescriptor.out),
                        utf8(FileDescriptor.err))
                .run(arguments);
        System.exit(code.number());
    }

    /** Whatever the locale of the container, which mostly has none. */
    private static PrintStream utf8(FileDescriptor stream) {
        return new PrintStream(new FileOutputStream(stream), true, StandardCharsets.UTF_8);
    }
}

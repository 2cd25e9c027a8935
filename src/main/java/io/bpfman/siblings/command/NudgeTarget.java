package io.bpfman.siblings.command;

import io.bpfman.siblings.forge.Forge;
import io.bpfman.siblings.git.GitAccess;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * Where a commit goes, and in whose name.
 *
 * @param message empty for the default one
 * @param proposal how it is proposed; empty where it goes to the branch itself
 */
record NudgeTarget(
        GitAccess access,
        String branch,
        String name,
        String email,
        Optional<String> message,
        boolean signOff,
        Optional<Proposal> proposal) {

    /**
     * A pull request.
     *
     * @param address where the forge's own pages begin
     * @param head the branch that it comes from
     */
    record Proposal(Forge forge, URI address, String head, List<String> labels) {}
}

package io.bpfman.siblings.dev;

import io.bpfman.siblings.tekton.Condition;
import io.bpfman.siblings.tekton.NameValue;
import io.bpfman.siblings.tekton.v1beta1.CustomRun;
import io.bpfman.siblings.tekton.v1beta1.CustomRunStatus;
import java.net.URL;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Writes the play to the terminal, line by line: of a wait no more than its status says. */
final class Screen {

    private static final Logger TERMINAL = Logger.getLogger(Screen.class);

    private final Map<String, Condition> shown = new HashMap<>();
    private final List<String> table = new ArrayList<>();
    private final FastClock clock;

    Screen(FastClock clock) {
        this.clock = clock;
    }

    /** Says what is going to be seen. */
    void opens(URL address) {
        line("");
        line("Builds of bpfman, played on a Kubernetes API in this process, %s".formatted(address));
        line("The waits are answered by the very reconciler of the service. %d ms here are a minute there."
                .formatted(clock.minute().toMillis()));
    }

    /** A story begins, and its clock. */
    void begins(int number, String title) {
        clock.reset();
        line("");
        line("Story %d: %s.".formatted(number, title));
    }

    /** Something happened around the waits. */
    void says(String what) {
        line("%s      %s".formatted(clock.reading(), what));
    }

    /** How the wait stands; whether that is new. */
    boolean shows(CustomRun wait) {
        CustomRunStatus status = wait.statusOrEmpty();
        Optional<Condition> condition = status.succeeded();
        String name = wait.getMetadata().getName();
        if (condition.isEmpty() || condition.get().equals(shown.put(name, condition.get()))) {
            return false;
        }
        String reason = Objects.requireNonNullElse(condition.get().reason(), "");
        line("%s WAIT %s: %s".formatted(clock.reading(), reason, condition.get().message()));
        if (status.done()) {
            table.add("%5d  %6s  %-18s  %-7s  %s"
                    .formatted(
                            table.size() + 1,
                            clock.reading(),
                            reason,
                            result(status, "proceed"),
                            result(status, "sources")));
        }
        return true;
    }

    /** Sums up. */
    void ends(URL address) {
        line("");
        line("story   ended  reason              proceed  siblings");
        table.forEach(Screen::line);
        line("");
        line("The waits are still there to be looked at:");
        line("curl %sapis/tekton.dev/v1beta1/namespaces/%s/customruns".formatted(address, Commit.NAMESPACE));
        line("Press s to see the play again, Ctrl-C to end.");
    }

    private static String result(CustomRunStatus status, String name) {
        return status.results().stream()
                .filter(result -> name.equals(result.name()))
                .map(NameValue::value)
                .map(String::valueOf)
                .findFirst()
                .orElse("");
    }

    static void line(String text) {
        TERMINAL.info(text);
    }
}

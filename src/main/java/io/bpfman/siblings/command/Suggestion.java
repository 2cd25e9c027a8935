package io.bpfman.siblings.command;

import io.bpfman.siblings.domain.sibling.NearestName;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;

/** What may have been meant by a word that is no flag and no command. */
final class Suggestion {

    /** So many letters may be wrong, missing or too many; in a short word that is every other one. */
    private static final int MOST_WRONG = 3;

    private Suggestion() {}

    static Optional<String> of(String word, CommandLine command) {
        int equals = word.indexOf('=');
        String asked = (equals < 0 ? word : word.substring(0, equals)).toLowerCase(Locale.ROOT);
        Set<String> known = asked.startsWith("-")
                ? command.getCommandSpec().optionsMap().keySet()
                : command.getSubcommands().keySet();
        return known.stream()
                .filter(name -> name.length() > 2)
                .filter(name -> (name.startsWith(asked) && asked.length() > 2)
                        || NearestName.changes(asked, name) <= Math.min(MOST_WRONG, name.length() / 3))
                .min(Comparator.comparing((String name) -> !name.startsWith(asked))
                        .thenComparingInt((String name) -> NearestName.changes(asked, name))
                        .thenComparing(Comparator.naturalOrder()));
    }
}

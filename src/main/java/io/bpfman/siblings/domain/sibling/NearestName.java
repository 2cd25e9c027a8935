package io.bpfman.siblings.domain.sibling;

import io.bpfman.siblings.domain.names.ComponentName;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** What somebody who misspelt a name may have meant. */
public final class NearestName {

    private NearestName() {}

    /** The name that takes the fewest changes, unless those would leave next to nothing of it. */
    static Optional<ComponentName> of(ComponentName misspelt, Collection<ComponentName> names) {
        Comparator<ComponentName> byChanges = Comparator.comparingInt(name -> changes(misspelt.value(), name.value()));
        return names.stream()
                .min(byChanges.thenComparing(Comparator.naturalOrder()))
                .filter(name -> changes(misspelt.value(), name.value())
                        <= misspelt.value().length() / 2);
    }

    /** How many letters must be put in, taken out or changed to make one of the other (Levenshtein). */
    public static int changes(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int column = 0; column <= other.length(); column++) {
            row[column] = column;
        }
        for (int line = 1; line <= one.length(); line++) {
            int diagonal = row[0];
            row[0] = line;
            for (int column = 1; column <= other.length(); column++) {
                int change = diagonal + (one.charAt(line - 1) == other.charAt(column - 1) ? 0 : 1);
                diagonal = row[column];
                row[column] = Math.min(change, 1 + Math.min(row[column], row[column - 1]));
            }
        }
        return row[other.length()];
    }
}

package io.bpfman.siblings.konflux;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What Pipelines-as-Code writes of a name into a label. It has done so in two ways, before its v0.47 and since
 * (pipelines-as-code: pkg/formatting/k8labels.go); a cluster may hold runs of both, and either may show only a part of the
 * name.
 */
public final class PacLabel {

    /** What a label may hold, nothing included (Kubernetes: apimachinery, util/validation, IsValidLabelValue). */
    private static final Pattern LABEL = Pattern.compile("([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?");

    private static final int LONGEST = 63;
    private static final Pattern EARLIER_ENDS = Pattern.compile("^[ \\-_\\[\\]]+|[ \\-_\\[\\]]+$");
    private static final Pattern LATER_ENDS = Pattern.compile("^[.\\-_]+|[.\\-_]+$");
    private static final Pattern LATER_DROPPED = Pattern.compile("[^A-Za-z0-9.\\-_:/ \\[\\]]");

    private PacLabel() {}

    /** The values that a label may have for the name, at least one; the empty text where nothing of it is left. */
    public static SortedSet<String> of(String name) {
        SortedSet<String> values = new TreeSet<>();
        for (String value : new String[] {earlier(name), later(name)}) {
            if (LABEL.matcher(value).matches()) {
                values.add(value);
            }
        }
        return Collections.unmodifiableSortedSet(values);
    }

    /** Until v0.46. It counts bytes; no name of ours has others than those of ASCII, and any other gives no label. */
    static String earlier(String name) {
        String end = name.length() >= LONGEST ? name.substring(name.length() - (LONGEST - 1)) : name;
        return replaced(EARLIER_ENDS.matcher(end).replaceAll("")).strip();
    }

    /** Since v0.47. */
    static String later(String name) {
        if (LABEL.matcher(name).matches()) {
            return name;
        }
        String clean = LATER_ENDS
                .matcher(replaced(LATER_DROPPED.matcher(name).replaceAll("")))
                .replaceAll("");
        String end = clean.length() > LONGEST ? clean.substring(clean.length() - LONGEST) : clean;
        return end.replaceFirst("^[.\\-_]+", "");
    }

    private static String replaced(String text) {
        return text.replace(':', '-')
                .replace('/', '-')
                .replace(' ', '_')
                .replace("[", "__")
                .replace("]", "__");
    }
}

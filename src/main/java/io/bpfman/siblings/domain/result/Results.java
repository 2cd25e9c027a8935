package io.bpfman.siblings.domain.result;

import io.bpfman.siblings.domain.facts.Origin;
import io.bpfman.siblings.domain.names.ComponentName;
import io.bpfman.siblings.domain.names.ImageRepository;
import io.bpfman.siblings.domain.request.WaitRequest;
import io.bpfman.siblings.domain.sibling.SiblingState;
import io.bpfman.siblings.domain.sibling.Siblings;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a wait hands on: every promised name is there, whatever came out, and empty where nothing is known.
 *
 * <p>The maps are JSON <em>objects</em>: Tekton turns a result that is an array of strings into an array param
 * (tektoncd/pipeline: pkg/apis/pipeline/v1beta1, ParamValue.UnmarshalJSON). The values need no escaping, as neither
 * component names nor images can hold a quote.
 */
public record Results(SortedMap<String, String> values) {

    /** In UTF-8, all names and values together. */
    public static final int LARGEST_BYTES = 64 * 1024;

    public static final String REVISION = "revision";
    public static final String DIGESTS = "digests";

    private static final String PROCEED = "proceed";
    private static final String PULLSPECS = "pullspecs";
    private static final String SOURCES = "sources";
    private static final String DIGEST_SUFFIX = "-digest";

    /** The results that no component's may collide with. */
    public static final SortedSet<String> FIXED_NAMES =
            Collections.unmodifiableSortedSet(new TreeSet<>(List.of(PROCEED, REVISION, DIGESTS, PULLSPECS, SOURCES)));

    /** The results of a wait that is over. */
    public static Results of(WaitRequest request, Siblings siblings, boolean proceed) {
        SortedMap<String, String> pullspecs = new TreeMap<>();
        SortedMap<String, String> digests = new TreeMap<>();
        SortedMap<String, String> sources = new TreeMap<>();
        siblings.states().forEach((sibling, state) -> {
            state.answer().ifPresent(image -> {
                ImageRepository repository = request.images().getOrDefault(sibling, image.repository());
                pullspecs.put(sibling.value(), image.under(repository).toString());
                digests.put(sibling.value(), image.digest().toString());
            });
            source(state).ifPresent(source -> sources.put(sibling.value(), source));
        });
        return assemble(
                proceed, request.waitingRun().revision().value(), request.siblings(), pullspecs, digests, sources);
    }

    /**
     * The results of a request that cannot be understood: whatever of it could be read.
     *
     * @param revision empty when unknown
     */
    public static Results ofRejected(String revision, SortedSet<ComponentName> siblings) {
        SortedMap<String, String> nothing = Collections.emptySortedMap();
        return assemble(false, revision, siblings, nothing, nothing, nothing);
    }

    /** The same names without what is known of the siblings: of results that do not fit. */
    public Results emptied() {
        SortedMap<String, String> empty = new TreeMap<>(values);
        empty.replaceAll((name, value) -> name.equals(PROCEED) || name.equals(REVISION) ? value : "");
        return new Results(Collections.unmodifiableSortedMap(empty));
    }

    /** The names of the results that a component has. */
    public static SortedSet<String> namesOf(ComponentName component) {
        return new TreeSet<>(List.of(component.value(), component.value() + DIGEST_SUFFIX));
    }

    private static Results assemble(
            boolean proceed,
            String revision,
            SortedSet<ComponentName> siblings,
            Map<String, String> pullspecs,
            Map<String, String> digests,
            Map<String, String> sources) {
        SortedMap<String, String> values = new TreeMap<>();
        for (ComponentName sibling : siblings) {
            values.put(sibling.value(), pullspecs.getOrDefault(sibling.value(), ""));
            values.put(sibling.value() + DIGEST_SUFFIX, digests.getOrDefault(sibling.value(), ""));
        }
        values.put(PROCEED, String.valueOf(proceed));
        values.put(REVISION, revision);
        values.put(DIGESTS, json(digests));
        values.put(PULLSPECS, json(pullspecs));
        values.put(SOURCES, json(sources));
        return new Results(Collections.unmodifiableSortedMap(values));
    }

    /** How large the results are, in bytes of UTF-8. */
    public int bytes() {
        return values.entrySet().stream()
                .mapToInt(entry -> utf8(entry.getKey()) + utf8(entry.getValue()))
                .sum();
    }

    private static int utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static Optional<String> source(SiblingState state) {
        if (state instanceof SiblingState.Built) {
            return Optional.of("built");
        }
        if (state instanceof SiblingState.Promoted promoted) {
            return Optional.of(promoted.origin() instanceof Origin.OfRequest ? "fallback" : "promoted");
        }
        return state.answered() ? Optional.of("omitted") : Optional.empty();
    }

    private static String json(Map<String, String> values) {
        Function<Map.Entry<String, String>, String> member =
                entry -> "\"" + entry.getKey() + "\":\"" + entry.getValue() + "\"";
        return values.entrySet().stream().map(member).collect(Collectors.joining(",", "{", "}"));
    }
}

package io.bpfman.siblings.intake;

import io.bpfman.siblings.domain.facts.BuildEvent;
import io.bpfman.siblings.domain.facts.Queue;
import io.bpfman.siblings.domain.names.GitRef;
import io.bpfman.siblings.domain.names.RepositoryUrl;
import io.bpfman.siblings.domain.names.Revision;
import io.bpfman.siblings.domain.names.VersionName;
import io.bpfman.siblings.konflux.FactKeys;
import io.bpfman.siblings.text.Truncation;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The facts that stand on an object as annotations and labels. An empty value is the same as none.
 *
 * @param annotations null when the object has none
 * @param labels null when the object has none
 */
record RunFacts(
        @Nullable Map<String, String> annotations, @Nullable Map<String, String> labels) {

    private static final Set<String> PUSH_EVENTS = Set.of("push", "incoming");

    /** Every fact is shorter; and a tenant shall fill neither the memory nor a status with one that is not. */
    static final int LONGEST = 1024;

    /** The name of an object, of which the end may be made up by the API server. */
    private static final Pattern PIPELINE_NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{0,252}");

    static RunFacts of(ObjectMeta metadata) {
        return new RunFacts(metadata.getAnnotations(), metadata.getLabels());
    }

    /** The first of the keys that is there, as an annotation before a label. */
    Optional<String> first(List<String> keys) {
        return all(keys).findFirst();
    }

    /**
     * The revision: the first that is a whole commit id, as a SHA-256 one is cut when it stands in a label; where none is
     * whole, the first that is there.
     */
    Optional<String> revision() {
        @Nullable String first = null;
        for (String key : FactKeys.REVISION) {
            for (@Nullable Map<String, String> values : Arrays.asList(annotations, labels)) {
                @Nullable String value = values == null ? null : values.get(key);
                if (value != null && Revision.wellFormed(value)) {
                    return Optional.of(value);
                }
                first = first == null && value != null && !value.isEmpty() ? Truncation.cut(value, LONGEST) : first;
            }
        }
        return Optional.ofNullable(first);
    }

    /** A value, and where it stands. */
    record Told(String value, String from) {}

    /** Everything that the keys tell, and where it stands. */
    Stream<Told> told(List<String> keys) {
        return keys.stream()
                .flatMap(key -> Stream.concat(
                        value(annotations, key).map(value -> new Told(value, "annotation " + key)),
                        value(labels, key).map(value -> new Told(value, "label " + key))));
    }

    private Stream<String> all(List<String> keys) {
        return keys.stream().flatMap(key -> Stream.concat(value(annotations, key), value(labels, key)));
    }

    /** The branch that is pushed to, or merged into, or the tag; of a merge queue the branch that the queue made. */
    Optional<GitRef> branch() {
        return ref(FactKeys.SOURCE_BRANCH)
                .filter(source -> source.mergedInto().isPresent())
                .or(() -> ref(FactKeys.TARGET_BRANCH));
    }

    private Optional<GitRef> ref(List<String> keys) {
        return first(keys).map(GitRef::of);
    }

    /** The version of the component. */
    Optional<VersionName> version() {
        return first(FactKeys.VERSION).flatMap(VersionName::of);
    }

    /** What started it: where nothing tells, the number of a pull request decides. */
    BuildEvent event() {
        Optional<String> number = first(FactKeys.PULL_REQUEST);
        String type = first(FactKeys.EVENT).orElse("").toLowerCase(Locale.ROOT);
        if (PUSH_EVENTS.contains(type)) {
            return new BuildEvent.Push();
        }
        boolean pullRequest = type.startsWith("pull_request") || type.startsWith("merge");
        return pullRequest || (number.isPresent() && !onPushedCommit())
                ? new BuildEvent.PullRequest(number)
                : new BuildEvent.Push();
    }

    /**
     * Whether a comment that started it stands on a pushed commit, which Pipelines-as-Code gives the number of a pull
     * request that the commit once was in: source and target are one. A source repository that is told without an address is
     * not the target: it is what remains of a fork that was deleted.
     */
    private boolean onPushedCommit() {
        Optional<GitRef> source = ref(FactKeys.SOURCE_BRANCH);
        if (source.isEmpty() || !source.equals(ref(FactKeys.TARGET_BRANCH))) {
            return false;
        }
        Optional<RepositoryUrl> sourceUrl = first(FactKeys.SOURCE_REPO_URL).flatMap(RepositoryUrl::parse);
        return sourceUrl.isPresent()
                ? sourceUrl.equals(first(FactKeys.REPO_URL).flatMap(RepositoryUrl::parse))
                : !names(FactKeys.SOURCE_REPO_URL);
    }

    /** Whether one of the keys is there, be it empty. */
    private boolean names(List<String> keys) {
        return Stream.of(Optional.ofNullable(annotations), Optional.ofNullable(labels))
                .flatMap(Optional::stream)
                .anyMatch(values -> keys.stream().anyMatch(values::containsKey));
    }

    /** Whether its type, which only a label tells, is that of a build. */
    boolean ofBuild() {
        return FactKeys.TYPE.stream()
                .flatMap(key -> value(labels, key))
                .findFirst()
                .filter(FactKeys.BUILD_TYPE::equals)
                .isPresent();
    }

    /** The name of the pipeline that it is a run of; empty when it is none that a pipeline can have. */
    Optional<String> pipeline() {
        return first(FactKeys.PIPELINE)
                .filter(name -> PIPELINE_NAME.matcher(name).matches());
    }

    /** All that its source repository is called by. */
    SortedSet<RepositoryUrl> repositories() {
        return Stream.of(FactKeys.REPO_URL, FactKeys.REPOSITORY_LINKS)
                .flatMap(this::all)
                .flatMap(url -> RepositoryUrl.parse(url).stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Who keeps a run that is pending from starting. */
    Queue queue() {
        boolean byPipelinesAsCode =
                first(FactKeys.STATE).filter(FactKeys.QUEUED_STATE::equals).isPresent();
        if (byPipelinesAsCode) {
            return new Queue.PipelinesAsCode(first(FactKeys.PAC_REPOSITORY).orElse(""));
        }
        return first(FactKeys.KUEUE_QUEUE).isPresent() ? new Queue.Kueue() : new Queue.Unknown();
    }

    private static Stream<String> value(@Nullable Map<String, String> values, String key) {
        @Nullable String value = values == null ? null : values.get(key);
        return value == null || value.isEmpty() ? Stream.empty() : Stream.of(Truncation.cut(value, LONGEST));
    }
}

package io.bpfman.siblings.intake;

import io.bpfman.siblings.domain.facts.BuildEvent;
import io.bpfman.siblings.domain.facts.Queue;
import io.bpfman.siblings.domain.names.RepositoryUrl;
import io.bpfman.siblings.domain.names.Revision;
import io.bpfman.siblings.konflux.FactKeys;
import io.bpfman.siblings.text.Truncation;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
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
    private static final String BRANCH_PREFIX = "refs/heads/";

    /** Every fact is shorter; and a tenant shall fill neither the memory nor a status with one that is not. */
    static final int LONGEST = 1024;

    /** The name of an object, of which the end may be made up by the API server. */
    private static final Pattern PIPELINE_NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{0,252}");

    private static final String MERGE_QUEUE = "gh-readonly-queue/";

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

    private Stream<String> all(List<String> keys) {
        return keys.stream().flatMap(key -> Stream.concat(value(annotations, key), value(labels, key)));
    }

    /** The branch, without {@code refs/heads/}. */
    Optional<String> branch(List<String> keys) {
        return first(keys)
                .map(branch -> branch.startsWith(BRANCH_PREFIX) ? branch.substring(BRANCH_PREFIX.length()) : branch);
    }

    /** What started it: where nothing tells, the number of a pull request decides. */
    BuildEvent event() {
        Optional<String> number = first(FactKeys.PULL_REQUEST);
        String type = first(FactKeys.EVENT).orElse("").toLowerCase(Locale.ROOT);
        if (PUSH_EVENTS.contains(type)) {
            return new BuildEvent.Push();
        }
        boolean pullRequest = type.startsWith("pull_request") || type.startsWith("merge") || number.isPresent();
        return pullRequest ? new BuildEvent.PullRequest(number) : new BuildEvent.Push();
    }

    /** Whether a merge queue made it, which looks like a push and is none. */
    boolean ofMergeQueue() {
        return branch(FactKeys.SOURCE_BRANCH)
                .filter(branch -> branch.startsWith(MERGE_QUEUE))
                .isPresent();
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

    /** Where the source is. */
    Optional<RepositoryUrl> repository() {
        return first(FactKeys.REPOSITORY).flatMap(RepositoryUrl::parse);
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

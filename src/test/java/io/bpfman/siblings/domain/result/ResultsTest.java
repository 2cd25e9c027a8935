package io.bpfman.siblings.domain.result;

import static io.bpfman.siblings.fixtures.Builds.aBuildOf;
import static io.bpfman.siblings.fixtures.Images.digest;
import static io.bpfman.siblings.fixtures.Requests.aRequest;
import static io.bpfman.siblings.fixtures.Times.NOON;
import static io.bpfman.siblings.fixtures.Times.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfman.siblings.domain.facts.Build;
import io.bpfman.siblings.domain.request.Attempt;
import io.bpfman.siblings.domain.request.OnNotBuilt;
import io.bpfman.siblings.domain.request.WaitRequest;
import io.bpfman.siblings.domain.sibling.Siblings;
import io.bpfman.siblings.fixtures.Clusters;
import io.bpfman.siblings.fixtures.Requests;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ResultsTest {

    private static final String TENANT = "quay.io/redhat-user-workloads/ocp-bpfman-tenant/";
    private static final String A = digest('a');
    private static final String B = digest('b');

    @Test
    void everySiblingHasItsImageAndItsDigest() {
        assertThat(results(
                                aRequest(),
                                aBuildOf("operator").built('b'),
                                aBuildOf("agent").built('a'))
                        .values())
                .isEqualTo(Map.ofEntries(
                        Map.entry("agent", TENANT + "agent@" + A),
                        Map.entry("agent-digest", A),
                        Map.entry("digests", "{\"agent\":\"%s\",\"operator\":\"%s\"}".formatted(A, B)),
                        Map.entry("operator", TENANT + "operator@" + B),
                        Map.entry("operator-digest", B),
                        Map.entry("proceed", "true"),
                        Map.entry(
                                "pullspecs",
                                "{\"agent\":\"%sagent@%s\",\"operator\":\"%soperator@%s\"}"
                                        .formatted(TENANT, A, TENANT, B)),
                        Map.entry("revision", "0123456789abcdef0123456789abcdef01234567"),
                        Map.entry("sources", "{\"agent\":\"built\",\"operator\":\"built\"}")));
    }

    @Test
    void whatIsUnknownIsEmpty() {
        WaitRequest request = aRequest().build();
        Siblings siblings = Siblings.assess(
                request,
                Attempt.first(NOON),
                Clusters.knowing(List.of(
                        aBuildOf("agent").running(), aBuildOf("operator").built('b'))),
                seconds(5));

        assertThat(Results.of(request, siblings, false).values())
                .isEqualTo(Map.ofEntries(
                        Map.entry("agent", ""),
                        Map.entry("agent-digest", ""),
                        Map.entry("digests", "{\"operator\":\"%s\"}".formatted(B)),
                        Map.entry("operator", TENANT + "operator@" + B),
                        Map.entry("operator-digest", B),
                        Map.entry("proceed", "false"),
                        Map.entry("pullspecs", "{\"operator\":\"%soperator@%s\"}".formatted(TENANT, B)),
                        Map.entry("revision", "0123456789abcdef0123456789abcdef01234567"),
                        Map.entry("sources", "{\"operator\":\"built\"}")));
    }

    @Test
    void theSourcesTellWhatAnsweredASibling() {
        Build promoted = aBuildOf("agent")
                .ofRevision(Requests.EARLIER)
                .created(seconds(-99))
                .built('a');

        assertThat(List.of(
                        sources(aRequest().waitingFor("agent"), promoted),
                        sources(aRequest().waitingFor("agent").notBuilt(OnNotBuilt.OMIT)),
                        sources(aRequest().waitingFor("agent").notBuilt(OnNotBuilt.FAIL))))
                .containsExactly("{\"agent\":\"promoted\"}", "{\"agent\":\"omitted\"}", "{}");
    }

    @Test
    void anOmittedSiblingIsInNoMapOfImages() {
        assertThat(results(aRequest().waitingFor("agent").notBuilt(OnNotBuilt.OMIT))
                        .values())
                .containsEntry("agent", "")
                .containsEntry("agent-digest", "")
                .containsEntry("digests", "{}")
                .containsEntry("pullspecs", "{}");
    }

    @Test
    void anImageIsHandedOnUnderTheRepositoryThatIsAskedFor() {
        Requests request = aRequest().waitingFor("agent").handedOnAs("agent", "registry.redhat.io/bpfman/agent");

        assertThat(results(request, aBuildOf("agent").built('a')).values())
                .containsEntry("agent", "registry.redhat.io/bpfman/agent@" + A)
                .containsEntry("agent-digest", A)
                .containsEntry("pullspecs", "{\"agent\":\"registry.redhat.io/bpfman/agent@%s\"}".formatted(A));
    }

    @Test
    void aRejectedRequestHasEveryResultThatCouldBeRead() {
        assertThat(Results.ofRejected("", Requests.components("agent")).values())
                .isEqualTo(Map.of(
                        "agent", "",
                        "agent-digest", "",
                        "digests", "{}",
                        "proceed", "false",
                        "pullspecs", "{}",
                        "revision", "",
                        "sources", "{}"));
    }

    @Test
    void theSizeIsThatOfAllNamesAndValuesInUtf8() {
        assertThat(new Results(new TreeMap<>(Map.of("é", "12", "b", "ü3"))).bytes())
                .isEqualTo(8);
    }

    @Test
    void theFixedNamesAreKnown() {
        assertThat(Results.FIXED_NAMES).containsExactly("digests", "proceed", "pullspecs", "revision", "sources");
    }

    private static String sources(Requests request, Build... builds) {
        return results(request, builds).values().getOrDefault("sources", "");
    }

    private static Results results(Requests builder, Build... builds) {
        WaitRequest request = builder.build();
        return Results.of(
                request,
                Siblings.assess(request, Attempt.first(NOON), Clusters.knowing(List.of(builds)), seconds(60)),
                true);
    }
}

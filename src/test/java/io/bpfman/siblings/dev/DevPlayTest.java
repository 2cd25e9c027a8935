package io.bpfman.siblings.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bpfman.siblings.tekton.Condition;
import io.bpfman.siblings.tekton.v1beta1.CustomRun;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The play of {@code ./mvnw quarkus:dev}, twenty times as fast. */
@QuarkusTest
@TestProfile(DevPlayTest.FastPlay.class)
class DevPlayTest {

    @Inject
    KubernetesClient client;

    @Test
    void eachStoryEndsAsItsTitleSays() {
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(reasons())
                .containsExactlyInAnyOrder(
                        "SiblingsReady",
                        "SiblingFailed",
                        "CustomRunCancelled",
                        "SiblingsReady",
                        "Superseded",
                        "SiblingsReady",
                        "SiblingsReady"));
    }

    private List<String> reasons() {
        return client.resources(CustomRun.class).inNamespace(Commit.NAMESPACE).list().getItems().stream()
                .flatMap(run -> run.statusOrEmpty().succeeded().stream())
                .filter(Condition::terminal)
                .map(Condition::reason)
                .toList();
    }

    /** The beans of dev mode, and a minute of 50 ms. */
    public static final class FastPlay implements QuarkusTestProfile {

        @Override
        public String getConfigProfile() {
            return "dev";
        }

        @Override
        public boolean disableGlobalTestResources() {
            return true;
        }

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("play.minute", "50ms", "quarkus.http.test-port", "0");
        }
    }
}

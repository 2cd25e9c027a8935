package io.bpfman.siblings.reconcile.read;

import io.bpfman.siblings.evaluation.EvidenceUnavailable;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.function.Supplier;

/** Says what the client throws in the words of an evaluation. */
public final class Unavailable {

    private Unavailable() {}

    /** What is read; throws {@link EvidenceUnavailable} where it cannot be. */
    public static <T> T orSay(Supplier<T> read) {
        try {
            return read.get();
        } catch (KubernetesClientException refused) {
            boolean lasting = ApiRefusal.ofRead(refused) == ApiRefusal.REFUSED;
            String said = String.valueOf(refused.getMessage());
            throw new EvidenceUnavailable(
                    lasting ? said + ", which is a bug of this service: please report it" : said, lasting, refused);
        }
    }
}

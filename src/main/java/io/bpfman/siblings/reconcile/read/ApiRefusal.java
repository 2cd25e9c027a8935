package io.bpfman.siblings.reconcile.read;

import io.fabric8.kubernetes.client.KubernetesClientException;

/** What it means that the API server did not do what it was asked for. */
public enum ApiRefusal {
    /** It passes by itself: the server is away or busy, or the answer was lost. */
    WEATHER,
    /** The token is not accepted. A controller's is renewed by the kubelet; for a command it is as good as final. */
    UNAUTHENTICATED,
    /** The account may not. */
    FORBIDDEN,
    /** The object, or its kind, is not there. */
    ABSENT,
    /** The object is there already, or is another one by now. */
    CONFLICT,
    /** The server, or a webhook, refuses what we ask for. */
    REFUSED;

    /** The same of a request that only reads: there is nothing that it could conflict with. */
    public static ApiRefusal ofRead(KubernetesClientException refused) {
        ApiRefusal refusal = of(refused);
        return refusal == CONFLICT ? REFUSED : refusal;
    }

    /** By the code of the answer (Kubernetes: apimachinery, api/errors); below 400 there was no whole one. */
    public static ApiRefusal of(KubernetesClientException refused) {
        return switch (refused.getCode()) {
            case 401 -> UNAUTHENTICATED;
            case 403 -> FORBIDDEN;
            case 404 -> ABSENT;
            // 422 is how a JSON patch is refused whose test does not hold.
            case 409, 422 -> CONFLICT;
            // A list of pages whose continuation has expired is begun anew.
            case 408, 410, 429 -> WEATHER;
            default -> refused.getCode() < 400 || refused.getCode() >= 500 ? WEATHER : REFUSED;
        };
    }

    /** Whether it is of no use that the same account asks the same again soon. */
    public boolean isFinal() {
        return this == UNAUTHENTICATED || this == FORBIDDEN || this == ABSENT;
    }
}

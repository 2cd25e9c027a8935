package io.bpfman.siblings.dev;

import io.fabric8.kubernetes.client.server.mock.KubernetesMixedDispatcher;
import io.fabric8.mockwebserver.ServerRequest;
import io.fabric8.mockwebserver.ServerResponse;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import io.fabric8.zjsonpatch.JsonPatchException;
import java.util.Map;
import java.util.Queue;

/** Refuses a JSON patch whose test fails as an API server does; the mock would break off. */
final class EmbeddedDispatcher extends KubernetesMixedDispatcher {

    private static final int UNPROCESSABLE = 422;

    EmbeddedDispatcher(Map<ServerRequest, Queue<ServerResponse>> fixed) {
        super(fixed);
    }

    @Override
    public MockResponse dispatch(RecordedRequest request) {
        try {
            return super.dispatch(request);
        } catch (JsonPatchException refused) {
            return new MockResponse().setResponseCode(UNPROCESSABLE);
        }
    }
}

package io.bpfman.siblings.reconcile.platform;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When each watch last brought anything. A connection that is half open brings nothing for five to ten minutes, until the
 * reflector renews it; one that works brings a bookmark about once a minute, also where nothing happens (Kubernetes:
 * apiserver, storage/cacher, bookmarkFrequency).
 */
@Singleton
public class WatchPulse implements Interceptor {

    /** Two bookmarks, and half the time to the third. */
    static final Duration LONGEST_SILENCE = Duration.ofSeconds(150);

    private final InstantSource time;
    private final Map<String, Instant> lastHeard = new ConcurrentHashMap<>();

    WatchPulse(InstantSource time) {
        this.time = time;
    }

    /** Whether a watch is silent for longer than a working one can be. */
    public boolean anySilent() {
        Instant earliest = time.instant().minus(LONGEST_SILENCE);
        return lastHeard.values().stream().anyMatch(earliest::isAfter);
    }

    @Override
    public void after(HttpRequest request, HttpResponse<?> response, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
        watch(request).ifPresent(this::heard);
    }

    @Override
    public AsyncBody.Consumer<List<ByteBuffer>> consumer(
            AsyncBody.Consumer<List<ByteBuffer>> consumer, HttpRequest request) {
        Optional<String> watch = watch(request);
        if (watch.isEmpty()) {
            return consumer;
        }
        return (bytes, body) -> {
            heard(watch.get());
            consumer.consume(bytes, body);
        };
    }

    private void heard(String watch) {
        lastHeard.put(watch, time.instant());
    }

    /** What is watched: the same for a watch and the one that follows it. */
    private static Optional<String> watch(HttpRequest request) {
        String query = Optional.ofNullable(request.uri().getQuery()).orElse("");
        List<String> params = List.of(query.split("&"));
        return params.contains("watch=true")
                ? Optional.of(request.uri().getPath()
                        + params.stream()
                                .filter(param -> param.startsWith("labelSelector="))
                                .findFirst()
                                .orElse(""))
                : Optional.empty();
    }
}

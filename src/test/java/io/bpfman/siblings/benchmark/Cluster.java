package io.bpfman.siblings.benchmark;

import io.bpfman.siblings.plane.AuditEvent;
import io.bpfman.siblings.plane.ControlPlane;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/** A cluster full of builds, and waits for some more. */
final class Cluster implements AutoCloseable {

    private static final int WRITERS = 6;

    private final ControlPlane plane;
    private final Shape shape;
    private final Api api;
    private final Observed observed;
    private final ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
    private final Random random = new Random(20261121);
    private int builds;
    private int revisions;

    /**
     * How large it is.
     *
     * @param tenants the namespaces
     * @param components of each namespace
     * @param siblings of each wait
     */
    record Shape(int tenants, int components, int siblings) {}

    private Cluster(ControlPlane plane, Shape shape) {
        this.plane = plane;
        this.shape = shape;
        this.api = new Api(plane.url(), plane.caCertificate(), plane.adminToken());
        this.observed = Observed.on(api);
    }

    static Cluster on(ControlPlane plane, Shape shape) {
        IntStream.range(0, shape.tenants()).forEach(tenant -> plane.createNamespace(namespace(tenant)));
        return new Cluster(plane, shape);
    }

    /** Gives each namespace its Components, as Konflux has them. */
    void describeComponents() {
        IntStream.range(0, shape.tenants())
                .forEach(tenant -> IntStream.range(0, shape.components()).forEach(number -> {
                    BuildRun build = new BuildRun(namespace(tenant), component(number), revision());
                    api.create(
                            "/apis/appstudio.redhat.com/v1alpha1/namespaces/%s/components".formatted(build.namespace()),
                            build.describedByComponent());
                }));
    }

    /** Makes CustomRuns that are none of ours. */
    void addForeignRuns(int count) {
        each(
                IntStream.range(0, count)
                        .mapToObj(number -> new Wait(
                                Contender.BARE, number, List.of(new BuildRun(namespace(0), component(0), revision()))))
                        .toList(),
                wait -> api.create(wait.collection(), wait.object()));
    }

    ControlPlane plane() {
        return plane;
    }

    /** Makes finished builds until there are so many. */
    void fill(int count) {
        List<BuildRun> more = new ArrayList<>();
        while (builds + more.size() < count) {
            String revision = revision();
            String namespace = namespace(revisions % shape.tenants());
            for (int number = 0; number < shape.components() && builds + more.size() < count; number++) {
                more.add(new BuildRun(namespace, component(number), revision));
            }
        }
        each(more, this::makeSucceeded);
        builds += more.size();
    }

    /** The JSON size of one finished build. */
    int bytesPerBuild() {
        BuildRun run = new BuildRun(namespace(0), component(0), revision());
        makeSucceeded(run);
        int bytes = api.get(run.path()).toString().length();
        api.delete(run.path());
        return bytes;
    }

    /** A bare client; it has the rights of the service. */
    Program startBareClient() {
        List<String> command = new ArrayList<>(List.of(Program.java()));
        command.addAll(Service.flags());
        command.addAll(List.of(
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                BareClient.class.getName(),
                plane.url(),
                plane.caCertificate().toString(),
                plane.token(Service.NAME, Service.NAME)));
        try {
            Program client = Program.start(Files.createTempFile(plane.folder(), "bare-client-", ".log"), command);
            Awaitility.await("the bare client").atMost(Duration.ofMinutes(1)).until(() -> client.lines()
                    .contains(BareClient.WATCHING));
            return client;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes waits for as many revisions, of which all builds but one have ended; comes back when each has begun. */
    List<Wait> makeWaits(Contender contender, int revisionCount, int perRevision, Program bareClient) {
        List<Wait> waits = new ArrayList<>();
        List<Wait> first = new ArrayList<>();
        for (int i = 0; i < revisionCount; i++) {
            String revision = revision();
            String namespace = namespace(revisions % shape.tenants());
            List<BuildRun> siblings = IntStream.range(0, shape.siblings())
                    .mapToObj(number ->
                            new BuildRun(namespace, component((revisions + number) % shape.components()), revision))
                    .toList();
            for (int number = 0; number < perRevision; number++) {
                waits.add(new Wait(contender, number, siblings));
            }
            first.add(waits.get(waits.size() - 1));
            if (contender == Contender.BARE) {
                bareClient.tell(revision + " " + shape.siblings() + " " + perRevision);
            }
        }
        each(first, wait -> makeAllButTheLast(wait.builds()));
        each(waits, wait -> api.create(wait.collection(), wait.object()));
        if (contender == Contender.SERVICE) {
            waits.forEach(observed::awaitBegun);
        }
        return waits;
    }

    /** Makes the builds of a revision, of which all but the last have ended. */
    List<BuildRun> makeBuilds() {
        String revision = revision();
        List<BuildRun> siblings = IntStream.range(0, shape.siblings())
                .mapToObj(number -> new BuildRun(namespace(0), component(number), revision))
                .toList();
        makeAllButTheLast(siblings);
        return siblings;
    }

    private void makeAllButTheLast(List<BuildRun> siblings) {
        BuildRun last = siblings.get(siblings.size() - 1);
        siblings.subList(0, siblings.size() - 1).forEach(this::makeSucceeded);
        api.create(last.collection(), last.object());
        api.patch(last.path() + "/status", last.running());
    }

    /** Ends the last build of a wait. */
    void endLast(Wait wait) {
        api.patch(wait.last().path() + "/status", wait.last().succeeded());
    }

    /** Ends the last builds of all the waits, each once, as fast as may be. */
    void endLastOfAll(List<Wait> waits) {
        each(
                waits.stream().map(Wait::last).distinct().toList(),
                last -> api.patch(last.path() + "/status", last.succeeded()));
    }

    /** Waits until all are over. */
    void awaitEnded(List<Wait> waits) {
        waits.forEach(observed::awaitEnded);
    }

    /** Takes waits and their builds away, so that there are never many more builds than filled in. */
    void remove(List<Wait> waits) {
        each(waits, wait -> api.delete(wait.path()));
        each(
                waits.stream()
                        .flatMap(wait -> wait.builds().stream())
                        .distinct()
                        .toList(),
                build -> api.delete(build.path()));
    }

    /** Every request so far. */
    List<AuditEvent> requests() {
        return plane.auditEvents();
    }

    @Override
    public void close() {
        writers.shutdownNow();
    }

    private void makeSucceeded(BuildRun run) {
        api.create(run.collection(), run.object());
        api.patch(run.path() + "/status", run.succeeded());
    }

    private <T> void each(List<T> all, Consumer<T> work) {
        try {
            CompletableFuture.allOf(all.stream()
                            .map(one -> CompletableFuture.runAsync(() -> work.accept(one), writers))
                            .toArray(CompletableFuture<?>[]::new))
                    .join();
        } catch (CompletionException e) {
            throw new IllegalStateException("the cluster could not be prepared", e.getCause());
        }
    }

    private String revision() {
        revisions++;
        StringBuilder hex = new StringBuilder();
        while (hex.length() < 40) {
            hex.append(Integer.toHexString(random.nextInt(16)));
        }
        return hex.toString();
    }

    private static String namespace(int tenant) {
        return "tenant-%02d".formatted(tenant);
    }

    private static String component(int number) {
        return "bpfman-component-" + number;
    }
}

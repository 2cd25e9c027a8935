package io.bpfman.siblings.dev;

import io.bpfman.siblings.tekton.v1beta1.CustomRun;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.quarkus.arc.profile.IfBuildProfile;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Plays one story after the other against the embedded API, and shows what the reconciler makes of each wait. */
@Singleton
@IfBuildProfile("dev")
public class Play implements ResourceEventHandler<CustomRun> {

    private static final Logger LOG = Logger.getLogger(Play.class);
    private static final Duration BUNDLE_BUILD = Duration.ofMinutes(4);
    private static final Duration PAUSE = Duration.ofMinutes(2);

    private final KubernetesClient client;
    private final FastClock clock;
    private final Screen screen;
    private final List<Story> stories = Story.all();
    private final List<Commit> commits;
    private final ExecutorService stage = Executors.newSingleThreadExecutor();
    private @Nullable SharedIndexInformer<CustomRun> waits;
    private int number = 0;
    private int over = 0;

    Play(KubernetesClient client, InstantSource time, @ConfigProperty(name = "play.minute") Duration minute) {
        this.client = client;
        this.clock = new FastClock(time, minute);
        this.screen = new Screen(clock);
        this.commits = stories.stream()
                .map(story -> new Commit(story.title(), story, client, time, screen))
                .toList();
    }

    void begin(@Observes StartupEvent started) {
        screen.opens(client.getMasterUrl());
        waits = client.resources(CustomRun.class).inNamespace(Commit.NAMESPACE).inform(this);
        later(PAUSE, this::tell);
    }

    void end(@Observes ShutdownEvent stopped) {
        stage.shutdownNow();
        if (waits != null) {
            waits.stop();
        }
    }

    @Override
    public void onAdd(CustomRun run) {
        later(Duration.ZERO, () -> see(run));
    }

    @Override
    public void onUpdate(CustomRun before, CustomRun run) {
        later(Duration.ZERO, () -> see(run));
    }

    @Override
    public void onDelete(CustomRun run, boolean unreadable) {
        // Nobody deletes a wait in this play.
    }

    private void tell() {
        Story story = stories.get(number);
        Commit commit = commits.get(number);
        screen.begins(number + 1, story.title());
        commit.pushed();
        story.scenes()
                .forEach(scene -> later(scene.after(), () -> scene.happens().accept(commit)));
    }

    private void see(CustomRun run) {
        boolean news = screen.shows(run);
        if (!news || !run.statusOrEmpty().done()) {
            return;
        }
        Commit commit = commits.get(number).of(run).orElseThrow();
        if (commit.goesOnAfter(run)) {
            later(BUNDLE_BUILD, () -> {
                commit.succeeds(Commit.BUNDLE);
                next();
            });
        } else {
            next();
        }
    }

    private void next() {
        over++;
        if (over < stories.get(number).waits()) {
            return;
        }
        over = 0;
        number++;
        later(PAUSE, number < stories.size() ? this::tell : () -> screen.ends(client.getMasterUrl()));
    }

    /** Everything happens on the stage, one after the other. */
    private void later(Duration onClock, Runnable happens) {
        Executor then = CompletableFuture.delayedExecutor(clock.millis(onClock), TimeUnit.MILLISECONDS, stage);
        var unused = CompletableFuture.runAsync(happens, then).exceptionally(this::brokeOff);
    }

    private @Nullable Void brokeOff(Throwable why) {
        if (!stage.isShutdown()) {
            LOG.error("the play broke off", why);
        }
        return null;
    }
}

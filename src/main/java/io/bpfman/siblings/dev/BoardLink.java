package io.bpfman.siblings.dev;

import io.quarkus.arc.profile.IfBuildProfile;
import io.quarkus.vertx.http.HttpServerStart;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.ConfigProvider;

/** Says where the board shows the play. */
@Singleton
@IfBuildProfile("dev")
public class BoardLink {

    void started(@ObservesAsync HttpServerStart started) {
        int port = ConfigProvider.getConfig().getValue("quarkus.http.port", Integer.class);
        Screen.line("The board shows the play: http://localhost:%d/".formatted(port));
    }
}

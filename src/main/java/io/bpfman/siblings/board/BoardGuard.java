package io.bpfman.siblings.board;

import io.quarkus.vertx.http.HttpServerStart;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets nobody see the board but whoever has the link that the command printed: other users of the machine have no token,
 * other pages in the browser no cookie, and a name that is made to point to loopback is not ours.
 */
@Singleton
public class BoardGuard {

    /** Before everything else that answers. */
    private static final int FIRST = 1000;

    private static final String COOKIE = "wait-for-siblings-board";
    private static final String TOKEN = "token";

    /** The development mode's own pages. */
    private static final String QUARKUS = "/q/";

    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost");
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    private static final int MOVED = 303;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;

    void register(@Observes Filters filters) {
        filters.register(BoardGuard::check, FIRST);
    }

    void opened(@ObservesAsync HttpServerStart started) {
        BoardSession.current().ifPresent(session -> session.opened().run());
    }

    private static void check(RoutingContext context) {
        if (Objects.requireNonNullElse(context.request().path(), "/").startsWith(QUARKUS)) {
            context.next();
            return;
        }
        HttpServerRequest request = context.request();
        HttpServerResponse response = context.response();
        response.putHeader("Content-Security-Policy", POLICY)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Cross-Origin-Resource-Policy", "same-origin")
                .putHeader("Cache-Control", "no-store");
        if (request.authority() == null
                || !LOOPBACK.contains(request.authority().host())) {
            response.setStatusCode(FORBIDDEN).end("The board answers to 127.0.0.1 and localhost only.\n");
            return;
        }
        if (isForeign(request)) {
            response.setStatusCode(FORBIDDEN).end("The board answers no other page.\n");
            return;
        }
        Optional<BoardSession> session = BoardSession.current();
        if (session.isEmpty() || letsIn(context, session.get())) {
            context.next();
        }
    }

    /** Else it has answered. */
    private static boolean letsIn(RoutingContext context, BoardSession session) {
        HttpServerRequest request = context.request();
        HttpServerResponse response = context.response();
        @Nullable String token = request.getParam(TOKEN);
        if (token != null && same(token, session.token())) {
            Cookie cookie = Cookie.cookie(COOKIE, session.token())
                    .setPath("/")
                    .setHttpOnly(true)
                    .setSameSite(CookieSameSite.STRICT);
            response.addCookie(cookie)
                    .putHeader("Location", request.path())
                    .setStatusCode(MOVED)
                    .end();
            return false;
        }
        Optional<String> cookie = Optional.ofNullable(request.getCookie(COOKIE)).map(Cookie::getValue);
        if (cookie.filter(value -> same(value, session.token())).isEmpty()) {
            response.setStatusCode(UNAUTHORIZED)
                    .end("Open the link that wait-for-siblings board printed; it carries the key to this page.\n");
            return false;
        }
        return true;
    }

    /** Browsers say where a request comes from (W3C: Fetch Metadata); the link itself is opened from nowhere. */
    private static boolean isForeign(HttpServerRequest request) {
        @Nullable String site = request.getHeader("Sec-Fetch-Site");
        @Nullable String mode = request.getHeader("Sec-Fetch-Mode");
        boolean navigates =
                "navigate".equals(mode) && "GET".equals(request.method().name());
        return site != null && !navigates && !"same-origin".equals(site) && !"none".equals(site);
    }

    /** In the same time whatever is wrong with it. */
    private static boolean same(String given, String expected) {
        return MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), expected.getBytes(StandardCharsets.UTF_8));
    }
}

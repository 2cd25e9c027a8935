package io.bpfman.siblings.command;

import io.bpfman.siblings.board.BoardSession;
import io.quarkus.runtime.Quarkus;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** Opens the board: the application starts with its page alone, and nothing of the controller. */
final class BoardCommand {

    private static final String PORT = "--port";
    private static final int TOKEN_BYTES = 24;
    private static final int LAST_PORT = 65_535;

    private final Function<ParseResult, Connection> way;
    private final PrintStream out;

    BoardCommand(Function<ParseResult, Connection> way, PrintStream out) {
        this.way = way;
        this.out = out;
    }

    static CommandSpec spec() {
        CommandSpec board = CommandSpec.create();
        board.usageMessage()
                .description(
                        "Opens a page in which you see who waits for whom, and why. It is on this machine alone, reads with your own rights, and changes nothing. Ctrl-C ends it.",
                        "");
        board.addPositional(PositionalParamSpec.builder()
                .index("0..*")
                .arity("0..*")
                .paramLabel("NAMESPACE")
                .type(String[].class)
                .description("Namespaces to show. Default: that of -n, or of the kubeconfig's context.")
                .build());
        board.addOption(Flags.text(PORT, "NUMBER", "Port on 127.0.0.1. Default: one that is free."));
        Connection.addTo(board);
        return board;
    }

    ExitCode run(ParseResult flags) {
        List<String> named = Arrays.stream(flags.matchedPositionalValue(0, new String[0]))
                .map(ObjectNames::namespace)
                .toList();
        int port = port(flags);
        Connection connection = way.apply(flags);
        List<String> namespaces = named.isEmpty() ? List.of(connection.namespace(flags)) : named;
        namespaces.forEach(connection::checkNamespace);
        String token = token();
        BoardSession.open(new BoardSession(connection.client(), connection.server(), namespaces, token, () -> {
            out.printf(
                    "The board of %s is at http://127.0.0.1:%d/?token=%s%nCtrl-C ends it.%n",
                    String.join(", ", namespaces), port, token);
            out.flush();
        }));
        settings(port).forEach(System::setProperty);
        Quarkus.run();
        return ExitCode.OK;
    }

    /** Quarkus is told by properties what it is to start. */
    private static Map<String, String> settings(int port) {
        return Map.ofEntries(
                Map.entry("wait-for-siblings.controller", "false"),
                Map.entry("quarkus.http.host-enabled", "true"),
                Map.entry("quarkus.http.host", InetAddress.getLoopbackAddress().getHostAddress()),
                Map.entry("quarkus.http.port", String.valueOf(port)),
                Map.entry(
                        "quarkus.management.host",
                        InetAddress.getLoopbackAddress().getHostAddress()),
                Map.entry("quarkus.management.port", "0"),
                Map.entry("quarkus.log.level", "WARN"),
                Map.entry("quarkus.log.console.json.enabled", "false"),
                Map.entry("quarkus.banner.enabled", "false"),
                // The client of the controller, which is there and does nothing, looks for no kubeconfig of its own.
                Map.entry("kubernetes.auth.tryKubeConfig", "false"),
                Map.entry("kubernetes.auth.tryServiceAccount", "false"));
    }

    private static int port(ParseResult flags) {
        String given = Flags.given(flags, PORT).orElse("0");
        if (!given.matches("\\d{1,5}") || Integer.parseInt(given) > LAST_PORT) {
            throw new FailedCommand(
                    ExitCode.BAD_INPUT, "%s must be a number up to %d, and is %s".formatted(PORT, LAST_PORT, given));
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(given)));
            return socket.getLocalPort();
        } catch (IOException taken) {
            throw new FailedCommand(
                    ExitCode.BAD_INPUT,
                    "port %s cannot be used: %s; give another %s, or none".formatted(given, FileFault.of(taken), PORT));
        }
    }

    private static String token() {
        byte[] random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }
}

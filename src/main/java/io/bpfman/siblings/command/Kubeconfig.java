package io.bpfman.siblings.command;

import io.fabric8.kubernetes.api.model.AuthInfo;
import io.fabric8.kubernetes.api.model.Cluster;
import io.fabric8.kubernetes.api.model.Context;
import io.fabric8.kubernetes.api.model.NamedAuthInfo;
import io.fabric8.kubernetes.api.model.NamedCluster;
import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.internal.KubeConfigUtils;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * The kubeconfig, read as kubectl reads it (Kubernetes: client-go, tools/clientcmd). The client merges the files; what it
 * passes over in silence is checked or added here: contexts that are not there, tokenFile, plugins that fail, files of
 * certificates that are missing, {@code as}, and proxies of the environment.
 *
 * @param config for the client
 * @param source where it is from, for a person
 */
record Kubeconfig(Config config, String source) {

    private static final Path POD_TOKEN = Path.of("/var/run/secrets/kubernetes.io/serviceaccount/token");
    private static final List<String> LOOPBACK = List.of("localhost", "127.0.0.1", "::1");

    /** One of the files. */
    private record Read(Path path, io.fabric8.kubernetes.api.model.Config content) {}

    /** Something that a file names, and the file. */
    private record Found<T>(T value, Path path) {}

    /**
     * Of the files that the flag or KUBECONFIG names, or of the one at home; where there is none, of the pod.
     *
     * @param file what {@code --kubeconfig} says
     * @param context what {@code --context} says
     */
    static Kubeconfig load(Map<String, String> environment, Optional<String> file, Optional<String> context) {
        List<Path> named = named(environment, file);
        List<Path> there = named.stream().filter(Files::exists).toList();
        if (there.isEmpty()) {
            if (file.isEmpty() && context.isEmpty() && Files.exists(POD_TOKEN)) {
                return new Kubeconfig(Config.autoConfigure(null), "the pod's service account");
            }
            throw bad("no kubeconfig: there is no file %s; set KUBECONFIG, or give --kubeconfig".formatted(or(named)));
        }
        List<Read> read = there.stream()
                .flatMap(path -> parse(path).map(content -> new Read(path, content)).stream())
                .toList();
        return merged(read, or(there), environment, context);
    }

    private static List<Path> named(Map<String, String> environment, Optional<String> file) {
        try {
            if (file.isPresent()) {
                return List.of(Path.of(file.get()));
            }
            @Nullable String list = environment.get("KUBECONFIG");
            if (list == null || list.isEmpty()) {
                String home = environment.getOrDefault("HOME", System.getProperty("user.home", ""));
                return List.of(Path.of(home, ".kube", "config"));
            }
            return Arrays.stream(list.split(File.pathSeparator))
                    .filter(name -> !name.isEmpty())
                    .map(Path::of)
                    .toList();
        } catch (InvalidPathException impossible) {
            throw bad("no kubeconfig: this cannot be a file: " + impossible.getInput());
        }
    }

    /** Empty for an empty file, as kubectl has it. */
    private static Optional<io.fabric8.kubernetes.api.model.Config> parse(Path path) {
        try {
            return Files.readString(path).isBlank()
                    ? Optional.empty()
                    : Optional.of(KubeConfigUtils.parseConfig(path.toFile()));
        } catch (IOException unreadable) {
            throw bad("the kubeconfig %s cannot be read: %s".formatted(path, FileFault.of(unreadable)));
        } catch (KubernetesClientException | IllegalArgumentException | YamlEngineException malformed) {
            throw bad("the kubeconfig %s cannot be read: it is no YAML of kind Config".formatted(path));
        }
    }

    private static Kubeconfig merged(
            List<Read> files, String source, Map<String, String> environment, Optional<String> asked) {
        String contextName = asked.or(() -> files.stream()
                        .map(file -> file.content().getCurrentContext())
                        .filter(name -> name != null && !name.isEmpty())
                        .findFirst())
                .orElseThrow(() -> bad("no current context in %s: give --context%s".formatted(source, choice(files))));
        Context context = find(files, named -> first(named.getContexts(), NamedContext::getName, contextName))
                .map(found -> found.value().getContext())
                .orElseThrow(() -> bad("there is no context %s in %s%s".formatted(contextName, source, choice(files))));
        Found<Cluster> cluster = find(
                        files, named -> first(named.getClusters(), NamedCluster::getName, context.getCluster())
                                .map(NamedCluster::getCluster))
                .orElseThrow(() -> bad("context %s names the cluster %s, which is not in %s"
                        .formatted(contextName, context.getCluster(), source)));
        checkCluster(cluster);
        @Nullable String userName = context.getUser();
        Optional<Found<AuthInfo>> user = find(files, named -> first(named.getUsers(), NamedAuthInfo::getName, userName)
                .map(NamedAuthInfo::getUser));
        if (user.isEmpty() && userName != null && !userName.isEmpty()) {
            throw bad("context %s names the user %s, which is not in %s".formatted(contextName, userName, source));
        }
        user.ifPresent(found -> LoginPlugin.settle(found.value(), cluster.value(), found.path(), environment));
        user.ifPresent(Kubeconfig::checkUser);
        Config config = new ConfigBuilder(Config.empty()).build();
        KubeConfigUtils.merge(
                config,
                contextName,
                files.stream().map(Read::content).toArray(io.fabric8.kubernetes.api.model.Config[]::new));
        user.map(Found::value).ifPresent(found -> impersonate(config, found));
        proxies(config, cluster.value(), environment);
        return new Kubeconfig(config, "context %s of %s".formatted(contextName, source));
    }

    private static void checkCluster(Found<Cluster> cluster) {
        @Nullable String server = cluster.value().getServer();
        if (server == null || !isAddress(server)) {
            throw bad("the kubeconfig %s cannot be read: its server is no URL: %s".formatted(cluster.path(), server));
        }
        if (cluster.value().getTlsServerName() != null) {
            throw bad("the kubeconfig %s asks for tls-server-name, which is not supported".formatted(cluster.path()));
        }
        present(
                cluster.path(),
                "certificate-authority",
                cluster.value().getCertificateAuthority(),
                cluster.value().getCertificateAuthorityData());
    }

    private static boolean isAddress(String text) {
        try {
            URI address = URI.create(text);
            return address.getHost() != null
                    && ("https".equals(address.getScheme()) || "http".equals(address.getScheme()));
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    private static void checkUser(Found<AuthInfo> user) {
        AuthInfo login = user.value();
        present(user.path(), "client-certificate", login.getClientCertificate(), login.getClientCertificateData());
        present(user.path(), "client-key", login.getClientKey(), login.getClientKeyData());
        @Nullable String tokenFile = login.getTokenFile();
        if (tokenFile != null && !tokenFile.isEmpty()) {
            present(user.path(), "tokenFile", tokenFile, null);
            login.setToken(content(user.path().resolveSibling(tokenFile)).strip());
        }
    }

    /** The data counts where there are both. */
    private static void present(Path kubeconfig, String key, @Nullable String file, @Nullable String data) {
        if (file != null && !file.isEmpty() && (data == null || data.isEmpty())) {
            Path path = kubeconfig.toAbsolutePath().resolveSibling(file);
            if (!Files.isReadable(path)) {
                throw bad("the kubeconfig %s names as %s the file %s, which %s"
                        .formatted(kubeconfig, key, path, Files.exists(path) ? "cannot be read" : "is not there"));
            }
        }
    }

    private static String content(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw bad("%s cannot be read: %s".formatted(file, FileFault.of(unreadable)));
        }
    }

    private static void impersonate(Config config, AuthInfo user) {
        if (user.getAs() != null && !user.getAs().isEmpty()) {
            config.setImpersonateUsername(user.getAs());
            config.setImpersonateGroups(user.getAsGroups().toArray(String[]::new));
            config.setImpersonateExtras(user.getAsUserExtra());
        }
    }

    /** The one of the kubeconfig is for whatever the server speaks; those of the environment are never for loopback. */
    private static void proxies(Config config, Cluster cluster, Map<String, String> environment) {
        boolean tls = config.getMasterUrl().startsWith("https");
        @Nullable String proxy = cluster.getProxyUrl();
        if (proxy == null || proxy.isEmpty()) {
            proxy = either(environment, tls ? "HTTPS_PROXY" : "HTTP_PROXY");
            @Nullable String without = either(environment, "NO_PROXY");
            config.setNoProxy(Stream.concat(
                            LOOPBACK.stream(),
                            Stream.ofNullable(without).flatMap(list -> Arrays.stream(list.split(","))))
                    .map(String::strip)
                    .filter(host -> !host.isEmpty())
                    .toArray(String[]::new));
        }
        if (proxy != null) {
            config.setHttpsProxy(proxy);
            config.setHttpProxy(proxy);
        }
    }

    private static @Nullable String either(Map<String, String> environment, String name) {
        return Stream.of(name, name.toLowerCase(Locale.ROOT))
                .map(environment::get)
                .filter(value -> value != null && !value.isEmpty())
                .findFirst()
                .orElse(null);
    }

    private static String choice(List<Read> files) {
        String names = files.stream()
                .flatMap(file -> stream(file.content().getContexts()))
                .map(NamedContext::getName)
                .sorted()
                .distinct()
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "" : "; there are " + names;
    }

    /** In the first file that has it. */
    private static <T> Optional<Found<T>> find(
            List<Read> files, Function<io.fabric8.kubernetes.api.model.Config, Optional<T>> look) {
        return files.stream()
                .flatMap(file -> look.apply(file.content()).map(value -> new Found<>(value, file.path())).stream())
                .findFirst();
    }

    private static <T> Optional<T> first(
            @Nullable Collection<T> all, Function<T, @Nullable String> name, @Nullable String wanted) {
        return stream(all)
                .filter(one -> wanted != null && wanted.equals(name.apply(one)))
                .findFirst();
    }

    private static <T> Stream<T> stream(@Nullable Collection<T> all) {
        return Stream.ofNullable(all).flatMap(Collection::stream);
    }

    private static String or(List<Path> paths) {
        return paths.stream().map(Path::toString).collect(Collectors.joining(" or "));
    }

    private static FailedCommand bad(String line) {
        return new FailedCommand(ExitCode.BAD_INPUT, line);
    }
}

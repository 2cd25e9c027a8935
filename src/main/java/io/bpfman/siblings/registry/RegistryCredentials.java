package io.bpfman.siblings.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What podman and docker were told on {@code login} (containers/image: docs/containers-auth.json.5.md; docker/cli:
 * cli/config/configfile). Tekton's own credentials have the same form.
 */
public final class RegistryCredentials {

    private static final String DOCKER_HUB = "https://index.docker.io/v1/";
    private static final int HELPER_SECONDS = 30;

    private final List<Config> configs;
    private final Map<String, String> environment;

    private RegistryCredentials(List<Config> configs, Map<String, String> environment) {
        this.configs = configs;
        this.environment = environment;
    }

    /** Nobody's. */
    public static RegistryCredentials none() {
        return new RegistryCredentials(List.of(), Map.of());
    }

    /**
     * Reads the files that are there.
     *
     * @param given the one file to read; empty for where podman, docker and Tekton put theirs
     * @throws RegistryFailure for a file that was named and is not there, or is malformed
     */
    public static RegistryCredentials read(Optional<Path> given, Map<String, String> environment) {
        Optional<Path> named = given.or(() -> path(environment, "REGISTRY_AUTH_FILE"));
        List<Config> configs = named.isPresent()
                ? List.of(Config.read(named.get()))
                : places(environment)
                        .filter(Files::isRegularFile)
                        .map(Config::read)
                        .toList();
        return new RegistryCredentials(configs, environment);
    }

    /**
     * User and password, as they stand in a header; empty for a registry that nobody logged in to.
     *
     * @param registry its host and port
     * @param repository the path on it
     */
    Optional<String> basic(String registry, String repository) {
        return configs.stream()
                .flatMap(config -> config.basic(registry, repository, environment).stream())
                .findFirst();
    }

    private static Stream<Path> places(Map<String, String> environment) {
        List<Path> places = new ArrayList<>();
        path(environment, "XDG_RUNTIME_DIR").ifPresent(folder -> places.add(folder.resolve("containers/auth.json")));
        path(environment, "DOCKER_CONFIG").ifPresent(folder -> places.add(folder.resolve("config.json")));
        path(environment, "HOME").ifPresent(home -> {
            places.add(home.resolve(".config/containers/auth.json"));
            places.add(home.resolve(".docker/config.json"));
        });
        return places.stream();
    }

    private static Optional<Path> path(Map<String, String> environment, String variable) {
        return Optional.ofNullable(environment.get(variable))
                .filter(value -> !value.isEmpty())
                .map(Path::of);
    }

    private record Config(Path file, JsonNode json) {

        static Config read(Path file) {
            try {
                return new Config(file, new ObjectMapper().readTree(Files.readString(file)));
            } catch (JsonProcessingException malformed) {
                // Its message would quote the file.
                throw RegistryFailure.noAccess("the credentials in %s are no JSON".formatted(file));
            } catch (IOException missing) {
                throw RegistryFailure.noAccess("the credentials in %s cannot be read".formatted(file));
            }
        }

        Optional<String> basic(String registry, String repository, Map<String, String> environment) {
            // The most specific first: a robot account may be for one organization.
            for (String key = registry + "/" + repository; ; key = key.substring(0, key.lastIndexOf('/'))) {
                Optional<String> found = entry(key, environment);
                if (found.isPresent() || key.indexOf('/') < 0) {
                    return found.or(() -> registry.equals("registry-1.docker.io")
                            ? entry(DOCKER_HUB, environment)
                            : entry("https://" + registry, environment));
                }
            }
        }

        private Optional<String> entry(String key, Map<String, String> environment) {
            JsonNode helper = json.path("credHelpers").path(key);
            if (helper.isTextual()) {
                return ask(helper.textValue(), key, environment);
            }
            JsonNode entry = json.path("auths").path(key);
            String auth = entry.path("auth").asText();
            if (!auth.isEmpty()) {
                return Optional.of(checked(auth));
            }
            if (entry.isObject() && json.path("credsStore").isTextual()) {
                return ask(json.path("credsStore").textValue(), key, environment);
            }
            return Optional.empty();
        }

        private String checked(String auth) {
            try {
                String decoded = new String(Base64.getDecoder().decode(auth), StandardCharsets.UTF_8);
                if (decoded.indexOf(':') > 0) {
                    return auth;
                }
            } catch (IllegalArgumentException malformed) {
                // As if there were no colon in it.
            }
            throw RegistryFailure.noAccess("the credentials in %s are malformed".formatted(file));
        }

        /** docker/docker-credential-helpers: README.md, Development. */
        private Optional<String> ask(String name, String key, Map<String, String> environment) {
            String program = "docker-credential-" + name;
            if (!name.matches("[A-Za-z0-9._-]+") || !isOnPath(program, environment)) {
                throw RegistryFailure.noAccess("%s names the credential helper %s, and there is no such program here"
                        .formatted(file, program));
            }
            try {
                Process helper = new ProcessBuilder(program, "get")
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
                try (var asked = helper.getOutputStream()) {
                    asked.write(key.getBytes(StandardCharsets.UTF_8));
                }
                if (!helper.waitFor(HELPER_SECONDS, TimeUnit.SECONDS)) {
                    helper.destroyForcibly();
                    throw RegistryFailure.noAccess("the credential helper %s does not answer".formatted(program));
                }
                JsonNode answer = new ObjectMapper().readTree(helper.getInputStream());
                String user = answer.path("Username").asText();
                return user.isEmpty()
                        ? Optional.empty()
                        : Optional.of(Base64.getEncoder()
                                .encodeToString(
                                        (user + ':' + answer.path("Secret").asText())
                                                .getBytes(StandardCharsets.UTF_8)));
            } catch (IOException failed) {
                throw RegistryFailure.noAccess("the credential helper %s failed".formatted(program));
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw RegistryFailure.noAccess("interrupted");
            }
        }

        private static boolean isOnPath(String program, Map<String, String> environment) {
            return Stream.of(environment.getOrDefault("PATH", "").split(":", -1))
                    .filter(folder -> !folder.isEmpty())
                    .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
        }
    }
}

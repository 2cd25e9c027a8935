package io.bpfman.siblings.domain.names;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class RepositoryUrlPropertiesTest {

    /** One place, spelled in two ways. */
    record Spellings(String place, String one, String other) {}

    @Property
    void twoSpellingsOfOnePlaceAreOne(@ForAll("spellings") Spellings spellings) {
        assertThat(RepositoryUrl.parse(spellings.one())).contains(new RepositoryUrl(spellings.place()));
        assertThat(RepositoryUrl.parse(spellings.other())).isEqualTo(RepositoryUrl.parse(spellings.one()));
    }

    @Property
    void twoPlacesAreNeverOne(@ForAll("spellings") Spellings one, @ForAll("spellings") Spellings other) {
        assertThat(RepositoryUrl.parse(one.one()).equals(RepositoryUrl.parse(other.other())))
                .isEqualTo(one.place().equals(other.place()));
    }

    @Property
    void anyTextIsReadOrRefused(@ForAll String text) {
        assertThat(RepositoryUrl.parse(text).map(RepositoryUrl::value))
                .satisfies(value ->
                        assertThat(value.isEmpty() || !value.get().isEmpty()).isTrue());
    }

    @Property
    void nearlyAUrlIsReadOrRefused(@ForAll("nearlyUrls") String text) {
        assertThat(RepositoryUrl.parse(text).map(RepositoryUrl::value)).satisfies(value -> assertThat(
                        value.isEmpty() || value.get().equals(value.get().toLowerCase(Locale.ROOT)))
                .isTrue());
    }

    @Provide
    Arbitrary<Spellings> spellings() {
        Arbitrary<String> steps = Arbitraries.of("openshift", "bpfman", "bpfman-operator", "a.b", "x_y", "group");
        Arbitrary<List<String>> paths = steps.list().ofMinSize(1).ofMaxSize(3);
        Arbitrary<String> hosts = Arbitraries.of("github.com", "gitlab.example.com", "localhost");
        return Combinators.combine(hosts, paths)
                .as((host, path) -> host + "/" + String.join("/", path))
                .flatMap(place -> Combinators.combine(spelled(place), spelled(place))
                        .as((one, other) -> new Spellings(place, one, other)));
    }

    @Provide
    Arbitrary<String> nearlyUrls() {
        return Arbitraries.of("https://", "git@", ":", "/", "@", "?", ".git", "a", "B", "0", "8443", ".", " ")
                .list()
                .ofMaxSize(12)
                .map(parts -> parts.stream().collect(Collectors.joining()));
    }

    private static Arbitrary<String> spelled(String place) {
        Arbitrary<String> begun = Arbitraries.of(
                "https://" + place,
                "http://user@" + place,
                "https://user:secret@" + place,
                "ssh://git@" + place,
                "git@" + place.replaceFirst("/", ":"),
                place.replaceFirst("/", ":"),
                place);
        Arbitrary<String> ends = Arbitraries.of("", "/", ".git", ".git/");
        Arbitrary<String> queries = Arbitraries.of("", "?rev=main", "?rev=0123/a@b:c");
        Arbitrary<Boolean> shouted = Arbitraries.of(true, false);
        return Combinators.combine(begun, ends, queries, shouted)
                .as((start, end, query, upper) ->
                        (upper ? (start + end).toUpperCase(Locale.ROOT) : start + end) + query);
    }
}

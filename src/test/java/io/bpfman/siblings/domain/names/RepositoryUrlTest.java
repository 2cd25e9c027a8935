package io.bpfman.siblings.domain.names;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RepositoryUrlTest {

    private static final String PLACE = "github.com/openshift/bpfman-operator";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://github.com/openshift/bpfman-operator",
                "http://github.com/openshift/bpfman-operator",
                "git://github.com/openshift/bpfman-operator",
                "ssh://github.com/openshift/bpfman-operator",
                "ssh://git@github.com/openshift/bpfman-operator.git",
                "git+ssh://git@github.com/openshift/bpfman-operator.git",
                "git@github.com:openshift/bpfman-operator.git",
                "git@github.com:openshift/bpfman-operator",
                "github.com:openshift/bpfman-operator",
                "github.com/openshift/bpfman-operator",
                "https://github.com/openshift/bpfman-operator/",
                "https://github.com/openshift/bpfman-operator.git/",
                "https://github.com/openshift/bpfman-operator.git",
                "https://github.com/openshift/bpfman-operator?rev=0123456789abcdef0123456789abcdef01234567",
                "https://github.com/openshift/bpfman-operator.git?rev=main",
                "https://github.com/openshift/bpfman-operator/?rev=main",
                "https://github.com/openshift/bpfman-operator?rev=a/b@c:d",
                "https://user:secret@github.com/openshift/bpfman-operator",
                "https://user:se:cr@et@github.com/openshift/bpfman-operator",
                "HTTPS://GitHub.com/OpenShift/BPFMAN-Operator.GIT",
                "  https://github.com/openshift/bpfman-operator\n"
            })
    void everySpellingOfOnePlaceIsTheSame(String url) {
        assertThat(RepositoryUrl.parse(url)).contains(new RepositoryUrl(PLACE));
    }

    @ParameterizedTest
    @CsvSource({
        "https://gitlab.example.com/group/sub/project.git, gitlab.example.com/group/sub/project",
        "git@gitlab.example.com:group/sub/project.git, gitlab.example.com/group/sub/project",
        "https://gitlab.example.com:8443/group/project, gitlab.example.com:8443/group/project",
        "ssh://git@gitlab.example.com:2222/group/project.git, gitlab.example.com:2222/group/project",
        "gitlab.example.com:8443/group/project, gitlab.example.com:8443/group/project",
        "https://github.com/openshift/bpfman.git-mirror, github.com/openshift/bpfman.git-mirror",
        "https://github.com/openshift/b@c, github.com/openshift/b@c",
        "git@github.com:openshift/b@c, github.com/openshift/b@c",
        "git@github.com:2gis/tools, github.com/2gis/tools",
        "git@github.com:openshift/v1:v2, github.com/openshift/v1:v2",
        "localhost:project, localhost/project",
        "https://bitbucket.example.com/scm/ACME/shop.git, bitbucket.example.com/projects/acme/repos/shop",
        "https://example.com/bitbucket/scm/acme/shop.git, example.com/bitbucket/projects/acme/repos/shop",
        "https://bitbucket.example.com/scm/~jo/shop.git, bitbucket.example.com/users/jo/repos/shop",
        "https://bitbucket.example.com/projects/ACME/repos/shop/browse, bitbucket.example.com/projects/acme/repos/shop",
        "https://bitbucket.example.com/scm/scm/shop.git, bitbucket.example.com/projects/scm/repos/shop",
        "bitbucket.example.com/projects/scm/repos/shop, bitbucket.example.com/projects/scm/repos/shop"
    })
    void hostPortAndPathAreThePlace(String url, String place) {
        assertThat(RepositoryUrl.parse(url)).contains(new RepositoryUrl(place));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://github.com/openshift/bpfman",
                "https://github.com/bpfman/bpfman-operator",
                "https://gitlab.com/openshift/bpfman-operator",
                "https://github.com:8443/openshift/bpfman-operator",
                "https://github.com/openshift/bpfman-operator/sub",
                "https://github.com/openshift"
            })
    void anotherHostPortOrPathIsAnotherPlace(String url) {
        assertThat(RepositoryUrl.parse(url)).isPresent().get().isNotEqualTo(new RepositoryUrl(PLACE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "\n",
                "/",
                ".git",
                "?",
                "?rev=main",
                "https://",
                "https:///",
                "https://?rev=main",
                "://",
                "https://.git",
                "git@",
                "https://user@",
                "https://user:secret@/",
                "@"
            })
    void whatNamesNoPlaceIsNone(String url) {
        assertThat(RepositoryUrl.parse(url)).isEmpty();
    }

    @Test
    void aPlaceIsPrintedAsItIsCompared() {
        assertThat(new RepositoryUrl(PLACE)).hasToString(PLACE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://github.com/a b",
                "https://github.com/a\nb",
                "https://github.com/\u001b[31m",
                "https://gïthub.com/a"
            })
    void whatNoUrlCanHoldNamesNoPlace(String url) {
        assertThat(RepositoryUrl.parse(url)).isEmpty();
    }
}

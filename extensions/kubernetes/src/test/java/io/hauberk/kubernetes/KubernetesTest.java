package io.hauberk.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.discovery.Endpoint;
import io.hauberk.testkit.discovery.Lookout;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is particular to Kubernetes, against a fake API server over real HTTPS. */
class KubernetesTest {
    private static final String HTTP = "[{\"name\":\"http\",\"port\":8080}]";

    @TempDir
    Path folder;

    private FakeApiServer api;

    @BeforeEach
    void start() throws Exception {
        api = new FakeApiServer(folder);
    }

    @AfterEach
    void stop() throws Exception {
        api.close();
    }

    private static String pod(String name, String address, String more) {
        return "{\"addresses\":[\"" + address + "\"],\"targetRef\":{\"kind\":\"Pod\",\"name\":\"" + name
                + "\"},\"nodeName\":\"node-1\"" + more + "}";
    }

    private static String conditions(String ready, String serving, String terminating) {
        return ",\"conditions\":{\"ready\":" + ready + ",\"serving\":" + serving + ",\"terminating\":" + terminating
                + "}";
    }

    private List<Endpoint> found(Kubernetes kubernetes) throws Exception {
        try (Lookout lookout = new Lookout(kubernetes)) {
            lookout.until("something is found", now -> now.answers() > 0);
            return lookout.last();
        }
    }

    private String failure(Kubernetes kubernetes) throws Exception {
        try (Lookout lookout = new Lookout(kubernetes)) {
            lookout.until("it fails", now -> now.failures() > 0);
            return lookout.lastFailure();
        }
    }

    @Test
    void conditionsDecideWhoIsAnEndpointAndWhoIsLeaving() throws Exception {
        api.put(
                "a",
                "IPv4",
                HTTP,
                pod("unknown", "10.0.0.1", ""),
                pod("null", "10.0.0.2", conditions("null", "null", "null")),
                pod("ready", "10.0.0.3", conditions("true", "true", "false")),
                pod("not-ready", "10.0.0.4", conditions("false", "false", "false")),
                pod("draining", "10.0.0.5", conditions("false", "true", "true")),
                pod("dying", "10.0.0.6", conditions("false", "false", "true")),
                // As slices of a service with publishNotReadyAddresses have it.
                pod("published", "10.0.0.7", conditions("true", "false", "false")));
        List<Endpoint> found = found(api.discovery());
        assertThat(found.stream().map(Endpoint::hashKey))
                .containsExactly("unknown", "null", "ready", "draining", "published");
        assertThat(found.stream().filter(Endpoint::leaving).map(Endpoint::hashKey))
                .containsExactly("draining");
        assertThat(found.get(0).labels()).containsEntry("pod", "unknown").containsEntry("node", "node-1");
    }

    @Test
    void slicesAreMergedAndAPodWithTwoAddressesCountsOnce() throws Exception {
        api.put("a", "IPv4", HTTP, pod("one", "10.0.0.1", ""), pod("two", "10.0.0.2", ""));
        api.put("b", "IPv4", HTTP, pod("three", "10.0.0.3", ""));
        api.put("c", "IPv6", HTTP, pod("one", "fd00::1", ""), pod("six", "fd00::6", ""));
        api.put("d", "FQDN", HTTP, "{\"addresses\":[\"orders.example.com\"]}");
        assertThat(found(api.discovery()).toString())
                .isEqualTo("[10.0.0.1:8080, 10.0.0.2:8080, 10.0.0.3:8080, [fd00::6]:8080, orders.example.com:8080]");
        assertThat(found(api.discovery().family(Family.IPV6)).toString())
                .isEqualTo("[[fd00::1]:8080, [fd00::6]:8080, orders.example.com:8080]");
    }

    @Test
    void thePortIsTheOneThatWasAskedFor() throws Exception {
        String ports = "[{\"name\":\"http\",\"port\":8080},{\"name\":\"grpc\",\"port\":9090}]";
        api.put("a", "IPv4", ports, pod("one", "10.0.0.1", ""));
        // A slice of its own for pods whose named port differs.
        api.put("b", "IPv4", "[{\"name\":\"grpc\",\"port\":9191}]", pod("two", "10.0.0.2", ""));
        assertThat(found(api.discovery().port("grpc")).toString()).isEqualTo("[10.0.0.1:9090, 10.0.0.2:9191]");
        assertThat(found(api.discovery().port("8080")).toString()).isEqualTo("[10.0.0.1:8080]");
        assertThat(failure(api.discovery()))
                .contains("grpc (9090), http (8080)")
                .contains("Say which one");
    }

    @Test
    void hintsForOurZoneAreFollowedWhereAllHaveSome() throws Exception {
        String hint = ",\"zone\":\"%s\",\"hints\":{\"forZones\":[{\"name\":\"%s\"}]}";
        api.put(
                "a",
                "IPv4",
                HTTP,
                pod("one", "10.0.0.1", hint.formatted("a", "a")),
                pod("two", "10.0.0.2", hint.formatted("b", "b")));
        List<Endpoint> hinted = found(api.discovery().zone("b"));
        assertThat(hinted.stream().map(Endpoint::priority)).containsExactly(1, 0);
        assertThat(hinted.stream().map(Endpoint::zone)).containsExactly("a", "b");
        assertThat(found(api.discovery().zone("c")).stream().map(Endpoint::priority))
                .as("nothing is hinted to this zone")
                .containsExactly(0, 0);
        api.put("b", "IPv4", HTTP, pod("three", "10.0.0.3", ""));
        assertThat(found(api.discovery().zone("b")).stream().map(Endpoint::priority))
                .as("one has no hint")
                .containsExactly(0, 0, 0);
    }

    @Test
    void aWatchThatEndsGoesOnFromTheLastBookmark() throws Exception {
        api.put("a", "IPv4", HTTP, pod("one", "10.0.0.1", ""));
        try (Lookout lookout = new Lookout(api.discovery())) {
            lookout.until("it watches", now -> api.asked.contains("watch 101"));
            api.bookmark();
            api.bookmark();
            lookout.until("both bookmarks were sent", now -> api.sent == 103);
            api.endWatches();
            lookout.until("it watches from the bookmark", now -> api.asked.contains("watch 103"));
            api.put("b", "IPv4", HTTP, pod("two", "10.0.0.2", ""));
            lookout.until("it finds both", now -> now.last().size() == 2);
            assertThat(api.asked.stream().filter("list"::equals)).hasSize(1);
            assertThat(lookout.failures()).isZero();
        }
    }

    @Test
    void versionsThatAreGoneAreListedAnew() throws Exception {
        api.put("a", "IPv4", HTTP, pod("one", "10.0.0.1", ""));
        try (Lookout lookout = new Lookout(api.discovery())) {
            lookout.until("it watches", now -> api.asked.contains("watch 101"));
            // Else the watch may still bring the other.
            api.atOnce(() -> {
                api.remove("a");
                api.put("b", "IPv4", HTTP, pod("two", "10.0.0.2", ""));
                api.compact();
            });
            lookout.until("it finds the other", now -> now.last().toString().equals("[10.0.0.2:8080]"));
            assertThat(api.asked.stream().filter("list"::equals)).hasSize(2);
            assertThat(lookout.failures()).isZero();
        }
    }

    /** After a backup was restored, versions are lower than the one that is known; they will not be reached for days. */
    @Test
    void whereAWatchFromItsVersionIsRefusedAllIsListedAnew() throws Exception {
        api.put("a", "IPv4", HTTP, pod("one", "10.0.0.1", ""));
        try (Lookout lookout = new Lookout(api.discovery())) {
            lookout.until("it watches", now -> api.asked.contains("watch 101"));
            // Else what is listed anew may be older.
            api.atOnce(() -> {
                api.restore();
                api.put("b", "IPv4", HTTP, pod("two", "10.0.0.2", ""));
            });
            lookout.until("it finds both", now -> now.last().size() == 2);
            lookout.until("it watches what was restored", now -> api.asked.contains("watch 51"));
            assertThat(lookout.lastFailure()).contains("504").contains("Too large resource version");
        }
    }

    @Test
    void longListsComeInPages() throws Exception {
        api.pageSize = 2;
        for (int i = 1; i <= 5; i++) {
            api.put("s" + i, "IPv4", HTTP, pod("p" + i, "10.0.0." + i, ""));
        }
        assertThat(found(api.discovery())).hasSize(5);
        assertThat(api.asked.subList(0, 3)).containsExactly("list", "list continue", "list continue");
    }

    @Test
    void aTokenThatIsRotatedIsReadAgain() throws Exception {
        api.put("a", "IPv4", HTTP, pod("one", "10.0.0.1", ""));
        try (Lookout lookout = new Lookout(api.discovery())) {
            lookout.until("it watches", now -> api.asked.contains("watch 101"));
            api.rotate("token-2");
            api.endWatches();
            api.put("b", "IPv4", HTTP, pod("two", "10.0.0.2", ""));
            lookout.until("it finds both", now -> now.last().size() == 2);
            assertThat(lookout.failures()).isZero();
        }
    }

    @Test
    void whatIsForbiddenIsToldWithTheCure() throws Exception {
        api.revoke();
        assertThat(failure(api.discovery()))
                .contains("does not accept our token (401)")
                .doesNotContain("token-1");
        api.rotate("token-3");
        assertThat(failure(api.discovery().namespace("other"))).contains("403").contains("a Role with list and watch");
        assertThat(failure(Kubernetes.service("orders")
                        .api(api.server.url())
                        .token(api.token)
                        .trust(api.trust)))
                .contains("Name the service's namespace");
        assertThat(failure(api.discovery().token(folder.resolve("none")))).contains("does not exist");
    }

    @Test
    void aServerThatOthersVouchForIsNotTrusted() throws Exception {
        Path other = java.nio.file.Files.writeString(
                folder.resolve("other.crt"),
                io.hauberk.testkit.ThrowawayAuthority.create().pem());
        assertThat(failure(api.discovery().trust(other))).contains("could not be asked");
        assertThat(api.asked).isEmpty();
    }

    @Test
    void namesThatAreNoneAreRefused() {
        assertThatThrownBy(() -> Kubernetes.service("orders/../secrets")).hasMessageContaining("cannot name a service");
        assertThatThrownBy(() -> Kubernetes.service("orders.Shop")).hasMessageContaining("cannot name a namespace");
        assertThatThrownBy(() -> Kubernetes.service("a").api("10.0.0.1")).hasMessageContaining("not a URL");
        assertThatThrownBy(() -> Kubernetes.service("a").api("http://10.0.0.1:8001"))
                .hasMessageContaining("not encrypted");
        assertThat(Kubernetes.service("a").api("http://127.0.0.1:8001")).isNotNull();
    }
}

package io.hauberk.eureka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.config.BlockList;
import io.hauberk.discovery.Endpoint;
import io.hauberk.json.Tree;
import io.hauberk.testkit.discovery.Lookout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is particular to Eureka, against a fake server over real HTTP. */
class EurekaTest {
    private FakeEureka eureka;

    @BeforeEach
    void start() throws Exception {
        eureka = new FakeEureka();
    }

    @AfterEach
    void stop() throws Exception {
        eureka.close();
    }

    private static List<Endpoint> found(Lookout lookout) throws InterruptedException {
        lookout.until("something is found", now -> now.answers() > 0);
        return lookout.last();
    }

    @Test
    void onlyInstancesThatAreUpAreEndpoints() throws Exception {
        eureka.publish(
                FakeEureka.instance("a", "10.0.0.1", 8080, "UP", "\"zone\":\"a\",\"version\":\"2\",\"weight\":\"7\""),
                FakeEureka.instance("b", "10.0.0.2", 8080, "DOWN", ""),
                FakeEureka.instance("c", "10.0.0.3", 8080, "STARTING", ""),
                FakeEureka.instance("d", "10.0.0.4", 8080, "OUT_OF_SERVICE", ""),
                FakeEureka.instance("e", "10.0.0.5", 8080, "UNKNOWN", ""));
        try (Lookout lookout = new Lookout(eureka.discovery())) {
            assertThat(found(lookout).toString()).isEqualTo("[10.0.0.1:8080]");
            Endpoint up = lookout.last().get(0);
            assertThat(up.zone()).isEqualTo("a");
            assertThat(up.weight()).isEqualTo(7);
            assertThat(up.hashKey()).isEqualTo("a");
            assertThat(up.labels()).containsEntry("version", "2");
        }
    }

    @Test
    void hostNamesAreUsedWhereThatIsWanted() throws Exception {
        eureka.publish(FakeEureka.instance("a", "10.0.0.1", 8080, "UP", ""));
        try (Lookout lookout = new Lookout(eureka.discovery().byName(true))) {
            assertThat(found(lookout).toString()).isEqualTo("[a.example:8080]");
        }
    }

    @Test
    void theSecurePortIsForTlsAndTheZoneMayBeTheDataCenters() {
        String plain = FakeEureka.instance("a", "10.0.0.1", 8080, "UP", "");
        String both = plain.replace("\"@enabled\":\"false\"", "\"@enabled\":\"true\"")
                .replace(
                        "\"name\":\"MyOwn\"",
                        "\"name\":\"Amazon\",\"metadata\":{\"availability-zone\":\"us-east-1c\"}");
        Endpoint secure = Instance.endpoint(Tree.object(both), "https", false);
        assertThat(secure).hasToString("10.0.0.1:443");
        assertThat(secure.zone()).isEqualTo("us-east-1c");
        assertThat(Instance.endpoint(Tree.object(plain), "https", false)).isNull();
    }

    @Test
    void basicAuthenticationIsSentAndNotShown() throws Exception {
        eureka.authorization = "Basic bWU6czNjcmV0";
        eureka.publish(FakeEureka.instance("a", "10.0.0.1", 8080, "UP", ""));
        try (Lookout lookout = new Lookout(eureka.discovery())) {
            lookout.until(
                    "it is refused",
                    now -> now.failures() > 0 && now.lastFailure().contains("401"));
            assertThat(lookout.lastFailure()).contains("Give a user and a password");
        }
        Eureka known = eureka.discovery().as("me", "s3cret");
        try (Lookout lookout = new Lookout(known)) {
            assertThat(found(lookout)).hasSize(1);
        }
        assertThat(known.toString()).doesNotContain("s3cret");
    }

    @Test
    void itIsReadFromYaml() {
        assertThat(read("- { eureka: orders, url: [\"http://e1:8761/eureka\", \"http://e2:8761/eureka\"], every: 10s,"
                        + " address: host, user: me, password: p, trust: ca.crt }"))
                .isEqualTo(Eureka.application("orders", "http://e1:8761/eureka", "http://e2:8761/eureka")
                        .every(Duration.ofSeconds(10))
                        .byName(true)
                        .as("me", "p")
                        .trust(Path.of("ca.crt")));
        assertThatThrownBy(() -> read("- { eureka: orders }")).hasMessageContaining("eureka needs url");
        assertThatThrownBy(() -> read("- { eureka: orders, url: \"http://e\", user: me }"))
                .hasMessageContaining("Give both, or neither");
        assertThatThrownBy(() -> read("- { eureka: \"or/ders\", url: \"http://e\" }"))
                .hasMessageContaining("cannot name an application");
        assertThatThrownBy(() -> read("- { eureka: orders, url: \"http://me:p@e/eureka\" }"))
                .hasMessageContaining("Leave user");
    }

    private static Object read(String yaml) {
        return BlockList.read(Path.of("hauberk.yaml"), yaml, "discover", "eureka", 1, new EurekaProvider()::read)
                .get(0);
    }
}

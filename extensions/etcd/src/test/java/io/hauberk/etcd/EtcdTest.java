package io.hauberk.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.config.BlockList;
import io.hauberk.discovery.Endpoint;
import io.hauberk.testkit.RealTime;
import io.hauberk.testkit.discovery.Lookout;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is particular to etcd; what needs a server has a real one. */
class EtcdTest {
    @TempDir
    Path folder;

    @Test
    void valuesAreReadAsTextAsJsonAndAsEtcdsOwnNamingWritesThem() {
        assertThat(Value.endpoint("k", "10.0.0.1:8080\n", "https")).hasToString("10.0.0.1:8080");
        assertThat(Value.endpoint("k", "10.0.0.1:8080", "https").scheme()).isEqualTo("https");
        assertThat(Value.endpoint("k", "http://10.0.0.1:8080", "https").scheme())
                .isEqualTo("http");
        Endpoint whole = Value.endpoint(
                "k",
                "{\"url\":\"http://10.0.0.1:80\",\"weight\":3,\"zone\":\"a\",\"priority\":2,\"labels\":{\"v\":\"2\"}}",
                "http");
        assertThat(whole.weight()).isEqualTo(3);
        assertThat(whole.zone()).isEqualTo("a");
        assertThat(whole.priority()).isEqualTo(2);
        assertThat(whole.labels()).containsEntry("v", "2");
        assertThat(whole.hashKey()).isEqualTo("k");
        Endpoint naming =
                Value.endpoint("k", "{\"Op\":0,\"Addr\":\"10.0.0.1:80\",\"Metadata\":{\"weight\":4}}", "http");
        assertThat(naming.weight()).isEqualTo(4);
        assertThat(Value.endpoint("k", "{\"Addr\":\"10.0.0.1:80\",\"Metadata\":null}", "http"))
                .hasToString("10.0.0.1:80");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                               | is no endpoint
            {"weight":1}                     | neither url nor Addr
            {"url":                          | neither url nor Addr
            ftp://h:1                        | http or https
            {"url":"http://h:1","weight":-1} | out of range
            """)
    void valuesThatAreNoneNameTheirKey(String value, String fault) {
        assertThatThrownBy(() -> Value.endpoint("services/orders/a", value, "http"))
                .hasMessageContaining(fault)
                .hasMessageContaining("services/orders/a");
    }

    @Test
    void aRevisionThatWasCompactedAwayIsReadAnew() throws Exception {
        try (EtcdServer etcd = new EtcdServer(folder)) {
            etcd.transaction(List.of(
                    EtcdServer.put("s/1", "10.0.0.1:80"),
                    EtcdServer.put("t/1", "10.9.9.9:80"),
                    // Too long to be an endpoint; thousands of these would fill the memory.
                    EtcdServer.put(
                            "s/0",
                            "{\"url\":\"http://10.0.0.9:80\",\"labels\":{\"note\":\"" + "x".repeat(70_000) + "\"}}")));
            try (Lookout lookout = new Lookout(Etcd.prefix("s/").at(etcd.url()))) {
                lookout.until("it is found", now -> now.answers() > 0);
                assertThat(lookout.last().toString()).isEqualTo("[10.0.0.1:80]");
                etcd.stop();
                lookout.until("it fails", now -> now.failures() > 0);
                etcd.start();
                etcd.transaction(List.of(EtcdServer.put("s/2", "10.0.0.2:80")));
                String range = etcd.post("/v3/kv/range", "{\"key\":\"" + EtcdServer.base64("s/1") + "\"}");
                String revision = range.replaceAll(".*?\"revision\":\"(\\d+)\".*", "$1");
                etcd.post("/v3/kv/compaction", "{\"revision\":\"" + revision + "\"}");
                lookout.until("both are found", now -> now.last().size() == 2);
            }
        }
    }

    @Test
    void whoIsAskedWhoHeIsSaysIt() throws Exception {
        try (EtcdServer etcd = new EtcdServer(folder)) {
            etcd.transaction(List.of(EtcdServer.put("s/1", "10.0.0.1:80")));
            etcd.post("/v3/auth/user/add", "{\"name\":\"root\",\"password\":\"s3cret\"}");
            etcd.post("/v3/auth/role/add", "{\"name\":\"root\"}");
            etcd.post("/v3/auth/user/grant", "{\"user\":\"root\",\"role\":\"root\"}");
            etcd.post("/v3/auth/enable", "{}");
            Etcd nobody = Etcd.prefix("s/").at(etcd.url());
            try (Lookout lookout = new Lookout(nobody)) {
                untilFailure(lookout, "etcd answers 4");
            }
            try (Lookout lookout = new Lookout(nobody.as("root", "wrong"))) {
                untilFailure(lookout, "does not take the user root");
                assertThat(lookout.lastFailure()).doesNotContain("wrong");
            }
            // In five seconds, which a machine that stalls may take for longer.
            RealTime.holds(scale -> {
                try (Lookout lookout = new Lookout(nobody.as("root", "s3cret"))) {
                    lookout.until("it is found", now -> now.answers() > 0);
                    assertThat(lookout.failures()).isZero();
                }
            });
        }
    }

    private static void untilFailure(Lookout lookout, String sentence) throws InterruptedException {
        lookout.until(
                "it fails with \"" + sentence + "\"",
                now -> now.failures() > 0 && now.lastFailure().contains(sentence));
    }

    @Test
    void aPrefixIsARangeUpToTheNextKey() {
        assertThat(RangeAndWatch.range("ab"))
                .isEqualTo("\"key\":\"" + EtcdServer.base64("ab") + "\",\"range_end\":\"" + EtcdServer.base64("ac")
                        + "\"");
    }

    @Test
    void itIsReadFromYaml() {
        assertThat(
                        read(
                                "- { etcd: services/orders/, url: \"https://etcd:2379\", user: me, password: p, trust: ca.crt }"))
                .isEqualTo(Etcd.prefix("services/orders/")
                        .at("https://etcd:2379")
                        .as("me", "p")
                        .trust(Path.of("ca.crt")));
        assertThatThrownBy(() -> read("- { etcd: a, url: etcd }")).hasMessageContaining("is not a URL");
        assertThatThrownBy(() -> read("- { etcd: a, user: me }")).hasMessageContaining("Give both, or neither");
    }

    private static Object read(String yaml) {
        return BlockList.read(Path.of("hauberk.yaml"), yaml, "discover", "etcd", 1, new EtcdProvider()::read)
                .get(0);
    }
}

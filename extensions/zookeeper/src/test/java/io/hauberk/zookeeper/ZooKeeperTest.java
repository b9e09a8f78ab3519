package io.hauberk.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.config.BlockList;
import io.hauberk.discovery.Endpoint;
import io.hauberk.testkit.RealTime;
import io.hauberk.testkit.discovery.Lookout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.apache.zookeeper.server.auth.DigestAuthenticationProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is particular to ZooKeeper; what needs a server has a real one. */
class ZooKeeperTest {
    @TempDir
    Path folder;

    @Test
    void whatCuratorWritesIsRead() {
        String json = "{\"name\":\"orders\",\"id\":\"x\",\"address\":\"10.0.0.1\",\"port\":8080,\"sslPort\":8443,"
                + "\"payload\":{\"metadata\":{\"zone\":\"a\",\"weight\":\"3\"}},\"enabled\":true}";
        Endpoint plain = Instance.endpoint("p", json, "http");
        assertThat(plain).hasToString("10.0.0.1:8080");
        assertThat(plain.zone()).isEqualTo("a");
        assertThat(plain.weight()).isEqualTo(3);
        assertThat(plain.hashKey()).isEqualTo("x");
        assertThat(Instance.endpoint("p", json, "https")).hasToString("10.0.0.1:8443");
        assertThat(Instance.endpoint("p", json.replace("8443", "null"), "https"))
                .hasToString("10.0.0.1:8080");
        assertThat(Instance.endpoint("p", json.replace("true", "false"), "http"))
                .isNull();
        assertThat(Instance.endpoint("p", "{\"address\":\"10.0.0.1\",\"port\":80,\"payload\":\"x\"}", "http"))
                .hasToString("10.0.0.1:80");
        assertThatThrownBy(() -> Instance.endpoint("/services/orders/x", "hello", "http"))
                .hasMessageContaining("/services/orders/x holds is no instance");
    }

    @Test
    void aServiceThatIsNotRegisteredYetIsFoundOnceItIs() throws Exception {
        // Three seconds to connect are not enough where a machine stalls for longer.
        RealTime.holds(this::aServiceThatIsNotRegisteredYetIsFoundOnceItIs);
    }

    private void aServiceThatIsNotRegisteredYetIsFoundOnceItIs(int scale) throws Exception {
        Path own = Files.createDirectory(folder.resolve("times-" + scale));
        try (ZooKeeperServer server = new ZooKeeperServer(own);
                Lookout lookout = new Lookout(ZooKeeperService.named("orders").at(server.address()))) {
            lookout.until("nothing is found", now -> now.answers() > 0);
            assertThat(lookout.last()).isEmpty();
            server.multi(List.of(
                    ZooKeeperServer.create("/services/orders", ""),
                    // Too long to be an instance; thousands of these would fill the memory.
                    ZooKeeperServer.create(
                            "/services/orders/0",
                            "{\"id\":\"" + "0".repeat(70_000) + "\",\"address\":\"10.0.0.9\",\"port\":80}"),
                    ZooKeeperServer.create(
                            "/services/orders/1", "{\"id\":\"1\",\"address\":\"10.0.0.1\",\"port\":80}")));
            lookout.until("one is found", now -> now.last().size() == 1);
            assertThat(lookout.failures()).isZero();
        }
    }

    @Test
    void whoMayNotReadIsToldSo() throws Exception {
        try (ZooKeeperServer server = new ZooKeeperServer(folder)) {
            server.client()
                    .create(
                            "/services/orders",
                            new byte[0],
                            Arrays.asList(new ACL(
                                    ZooDefs.Perms.ALL,
                                    new Id("digest", DigestAuthenticationProvider.generateDigest("me:s3cret")))),
                            CreateMode.PERSISTENT);
            ZooKeeperService nobody = ZooKeeperService.named("orders").at(server.address());
            try (Lookout lookout = new Lookout(nobody)) {
                lookout.until(
                        "it is refused",
                        now -> now.failures() > 0
                                && now.lastFailure().contains("does not let us read /services/orders"));
            }
            RealTime.holds(scale -> {
                try (Lookout lookout = new Lookout(nobody.as("me", "s3cret"))) {
                    lookout.until("it is let in", now -> now.answers() > 0);
                    assertThat(lookout.failures()).isZero();
                }
            });
        }
    }

    @Test
    void itIsReadFromYaml() {
        assertThat(read("- { zookeeper: orders, servers: [\"zk1:2181\", zk2], root: /shop, user: me, password: p }"))
                .isEqualTo(ZooKeeperService.named("orders")
                        .at("zk1:2181", "zk2")
                        .root("/shop")
                        .as("me", "p"));
        assertThatThrownBy(() -> read("- { zookeeper: a/b }")).hasMessageContaining("cannot name a service");
        assertThatThrownBy(() -> read("- { zookeeper: a, servers: \"http://zk\" }"))
                .hasMessageContaining("host:port");
        assertThatThrownBy(() -> read("- { zookeeper: a, root: services }")).hasMessageContaining("no path of a node");
    }

    private static Object read(String yaml) {
        return BlockList.read(Path.of("hauberk.yaml"), yaml, "discover", "zookeeper", 1, new ZooKeeperProvider()::read)
                .get(0);
    }
}

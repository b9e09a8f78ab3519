package io.hauberk.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.standalone.Running.Ended;
import io.hauberk.testkit.RawServer;
import io.hauberk.testkit.ThrowawayAuthority;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the commands print, and how they end. */
class CommandTest {
    private static final String GOOD = """
            hauberk: 1
            server: { port: 0, address: 127.0.0.1 }
            policies:
              partner-limit: { rateLimit: { limit: 10, per: 1m } }
            plans:
              gold: { rateLimits: [ { limit: 5, per: 1s } ] }
            filters: [ { responseHeaders: { set: { x-edge: "1" } } } ]
            routes:
              - name: orders
                match: [ { path: "/orders/**", methods: [GET] } ]
                filters: [ partner-limit, { bodyLimit: { max: 1MB, mode: off } }, { rewrite: { prefix: /v2 } } ]
                to: orders
              - { name: all, match: [ { path: "/**" } ], respond: { status: 200 } }
            services:
              orders: { endpoints: [ "http://127.0.0.1:9001" ], filters: [ { rateLimit: { limit: 7, per: 1s } } ] }
            """;

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(folder.resolve("hauberk.yaml"), GOOD);
    }

    @Test
    void validateSaysThatAFileIsValidAndEndsWithZero() {
        Ended ended = Running.run("validate", file.toString());
        assertThat(ended.status()).isZero();
        assertThat(ended.out()).isEqualTo(file + " is valid.");
        assertThat(ended.err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "srv: _https._tcp.orders.svc",
                "kubernetes: orders.shop, api: 'http://127.0.0.1:8001'",
                "consul: orders, url: 'http://127.0.0.1:8500'",
                "eureka: orders, url: 'http://127.0.0.1:8761/eureka'",
                "etcd: services/orders/, url: 'http://127.0.0.1:2379'"
            })
    void theProgramBringsTheRegistriesThatNeedNoLargeClient(String discover) throws IOException {
        Files.writeString(
                file, GOOD.replace("endpoints: [ \"http://127.0.0.1:9001\" ]", "discover: { " + discover + " }"));
        Ended ended = Running.run("validate", file.toString());
        assertThat(ended.err()).isEmpty();
        assertThat(ended.status()).isZero();
    }

    @Test
    void theProgramBringsRedisAndDoesWithoutItWhereItIsGone() throws IOException {
        Files.writeString(file, """
                hauberk: 1
                server: { port: 0, address: 127.0.0.1 }
                stores: { shared: { redis: "redis://127.0.0.1:%d" } }
                routes:
                  - name: all
                    match: [ { path: "/**" } ]
                    filters: [ { rateLimit: { limit: 2, per: 1h, by: address, store: shared } } ]
                    respond: { status: 200 }
                """.formatted(RawServer.closedPort()));
        try (Running gateway = Running.serve(file)) {
            assertThat(gateway.get("/").status()).isEqualTo(200);
            assertThat(gateway.get("/").status()).isEqualTo(200);
            assertThat(gateway.get("/").status()).isEqualTo(429);
        }
        Files.writeString(file, Files.readString(file).replace("redis://", "rdis://"));
        assertThat(Running.run("validate", file.toString()).err())
                .startsWith(file + ":3:")
                .contains("The URL of a Redis begins with redis://");
    }

    @Test
    void validateAndServeEndWithTwoAndOneLineForEachFault() throws IOException {
        Files.writeString(file, GOOD.replace("policies:", "polices:").replace("methods: [GET]", "metods: [GET]"));
        for (String command : new String[] {"validate", "serve"}) {
            Ended ended = Running.run(command, file.toString());
            assertThat(ended.status()).as(command).isEqualTo(2);
            assertThat(ended.out()).isEmpty();
            assertThat(ended.lines()).hasSize(3);
            assertThat(ended.lines().get(0)).startsWith(file + ":3:1: Unknown key \"polices\"");
            assertThat(ended.lines().get(1))
                    .startsWith(file + ":10:")
                    .contains("\"metods\"")
                    .endsWith("Did you mean \"methods\"?");
            assertThat(ended.lines().get(2)).startsWith(file + ":11:").contains("partner-limit");
        }
    }

    @Test
    void aFileThatIsNotThereIsAFaultOfTwoToo() {
        Ended ended = Running.run("serve", folder.resolve("none.yaml").toString());
        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.err()).isEqualTo(folder.resolve("none.yaml") + ": The file cannot be read: there is none.");
    }

    @Test
    void explainTellsTheRouteItsFiltersAndWhyInOrder() {
        Ended ended = Running.run(
                "explain", file.toString(), "-X", "GET", "-H", "x-a: 1", "http://shop.example.com/orders/1?a=b");
        assertThat(ended.status()).isZero();
        assertThat(ended.err()).isEmpty();
        assertThat(ended.out())
                .startsWith(
                        "GET http://shop.example.com/orders/1?a=b\nclient: 127.0.0.1\nroute: orders (" + file + ":9)")
                .contains("more specifically than all")
                .containsSubsequence(
                        "responseHeaders",
                        "rateLimit[10 per 1m by consumer, else principal, else address]",
                        "bodyLimit",
                        "[off]",
                        "rewrite",
                        "answered by: service orders",
                        "rateLimit[7 per 1s");
    }

    @Test
    void explainTellsOfRequestsThatNoRouteTakesOrThatAreRefusedBefore() throws IOException {
        assertThat(Running.run("explain", file.toString(), "-XPOST", "/orders/1")
                        .out())
                .contains("route: all");
        assertThat(Running.run("explain", file.toString(), "http://a/x/..%2f").out())
                .contains("refused before any route: 400");
        Files.writeString(file, GOOD.replace("\"/**\"", "/only"));
        assertThat(Running.run("explain", file.toString(), "http://a/none").out())
                .contains("none matches")
                .contains("404");
    }

    @Test
    void aCommandThatMakesNoSenseIsToldAndTheUsageWithIt() {
        for (String[] typed : new String[][] {
            {},
            {"frobnicate"},
            {"serve"},
            {"serve", "a", "b"},
            {"serve", "a", "--port", "x"},
            {"serve", "a", "--port", "65536"},
            {"serve", "a", "--port"},
            {"validate", "a", "--port", "1"},
            {"explain", "a"},
            {"explain", "a", "-H", "nonsense", "/"},
            {"explain", "a", "-H", "a b: c", "/"},
            {"explain", "a", "ftp://x/"}
        }) {
            StringBuilder text = new StringBuilder();
            java.io.ByteArrayOutputStream err = new java.io.ByteArrayOutputStream();
            int status = new Main(new java.io.PrintStream(err), new java.io.PrintStream(err)).run(typed);
            text.append(err);
            assertThat(status).as(String.join(" ", typed)).isEqualTo(2);
            assertThat(text.toString())
                    .as(String.join(" ", typed))
                    .contains("Usage:")
                    .doesNotContain("Exception");
        }
    }

    @Test
    void theReferenceShowsTheUsageAsItIs() throws IOException {
        Path page = Path.of(System.getProperty("basedir", "."), "..", "..", "docs", "configuration.md");
        assertThat(Files.readString(page)).contains("```\n" + Arguments.USAGE + "```\n");
    }

    @Test
    void helpIsNoFault() {
        Ended ended = Running.run("--help");
        assertThat(ended.status()).isZero();
        assertThat(ended.out()).startsWith("Usage:");
    }

    @Test
    void aPortThatIsInUseIsASentence() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String port = Integer.toString(taken.getLocalPort());
            Ended ended = Running.run("serve", file.toString(), "--port", port);
            assertThat(ended.status()).isEqualTo(1);
            assertThat(ended.out()).isEmpty();
            assertThat(ended.err())
                    .isEqualTo("Port " + port + " is in use. Stop what uses it, or choose another: --port N.");

            Files.writeString(
                    file, GOOD.replace("port: 0,", "port: 0, admin: { port: " + port + ", address: 127.0.0.1 },"));
            assertThat(Running.run("serve", file.toString()).err())
                    .isEqualTo("Port " + port + " is in use. Stop what uses it, or choose another in server.admin.");
        }
    }

    @Test
    void anAddressThatIsNotOursIsASentence() throws IOException {
        Files.writeString(file, GOOD.replace("address: 127.0.0.1", "address: 192.0.2.1"));
        Ended ended = Running.run("serve", file.toString());
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.err())
                .startsWith("The address \"192.0.2.1\" is none of this machine")
                .doesNotContain("\tat ");
    }

    @Test
    void thePortOfTheCommandWinsOverTheFile() throws IOException {
        Files.writeString(file, GOOD.replace("port: 0,", "port: 1,"));
        try (Running gateway = Running.serve(file, "--port", "0")) {
            assertThat(gateway.port()).isGreaterThan(1);
            assertThat(gateway.get("/").status()).isEqualTo(200);
        }
    }

    @Test
    void certificatesThatCannotBeUsedAreAFaultOfTheFile() throws IOException {
        Files.writeString(folder.resolve("tls.crt"), "nonsense");
        Files.writeString(folder.resolve("tls.key"), "nonsense");
        Files.writeString(
                file, GOOD.replace("port: 0,", "port: 0, tls: { certificate: tls.crt, privateKey: tls.key },"));
        Ended ended = Running.run("validate", file.toString());
        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.lines()).hasSize(1);
        assertThat(ended.err()).startsWith(file + ":2:").contains("tls.crt");
    }

    /** The page that shows the whole surface, each part of it at once. */
    @Test
    void theFileThatShowsAllOfTheSurfaceIsValidAndExplained() throws IOException {
        ThrowawayAuthority.create()
                .issue("edge", "spiffe://shop/ns/prod/sa/edge")
                .writeTo(folder);
        Files.createDirectories(folder.resolve("routes"));
        Files.writeString(
                folder.resolve("routes/more.yaml"),
                "routes: [ { name: more, match: [ { path: /more } ], filters: [ partner-limit ], to: orders } ]\n");
        try (InputStream page = CommandTest.class.getResourceAsStream("page.yaml")) {
            Files.write(file, Objects.requireNonNull(page).readAllBytes());
        }
        Ended valid = Running.run("validate", file.toString());
        assertThat(valid.err()).isEmpty();
        assertThat(valid.status()).isZero();
        Ended explained = Running.run(
                "explain",
                file.toString(),
                "-H",
                "x-version: 2",
                "--from",
                "2001:db8::1",
                "http://shop.example.com/orders/1?color=blue");
        assertThat(explained.out())
                .containsSubsequence(
                        "client: 2001:db8::1",
                        "route: orders",
                        "allow-1 fits if the caller, who is not known here, has scopes [orders:read]: methods [GET] (GET)",
                        "50-per-1s counts by the caller's principal, else address 2001:db8::/64",
                        "each call passes rateLimit");
        assertThat(Running.run("explain", file.toString(), "--from", "here", "/")
                        .err())
                .contains("\"here\" is no IP address");
    }
}

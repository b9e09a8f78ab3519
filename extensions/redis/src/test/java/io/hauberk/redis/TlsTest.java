package io.hauberk.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.Allowance;
import io.hauberk.CounterStore.Draw;
import io.hauberk.identity.Identity;
import io.hauberk.identity.Tls;
import io.hauberk.testkit.Credentials;
import io.hauberk.testkit.RawServer;
import io.hauberk.testkit.RedisServer;
import io.hauberk.testkit.ThrowawayAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real redis-server that speaks TLS alone. */
class TlsTest {
    private final ThrowawayAuthority authority = ThrowawayAuthority.create();
    private final int tlsPort = RawServer.closedPort();

    @TempDir
    Path folder;

    private Path trust;

    @BeforeEach
    void write() throws IOException {
        trust = Files.writeString(folder.resolve("ca.crt"), authority.pem());
    }

    private RedisServer server(String name, String clients) throws Exception {
        RedisServer.assumeThere();
        Credentials own = authority.issue(name);
        Path certificate = Files.writeString(folder.resolve("redis.crt"), own.certificatePem());
        Path key = Files.writeString(folder.resolve("redis.key"), own.privateKeyPem());
        return RedisServer.at(
                0,
                folder.resolve("redis"),
                "--tls-port",
                Integer.toString(tlsPort),
                "--tls-cert-file",
                certificate.toString(),
                "--tls-key-file",
                key.toString(),
                "--tls-ca-cert-file",
                trust.toString(),
                "--tls-auth-clients",
                clients);
    }

    private Redis at(String host) {
        return Redis.at("rediss://" + host + ":" + tlsPort);
    }

    private static long used(Redis redis) throws IOException {
        Draw draw = Draw.of("a", Allowance.fixed(100, Duration.ofHours(1)), 1);
        return redis.take(List.of(draw), RedisTest.BUDGET).get(0).used();
    }

    @Test
    void aServerOfATrustedAuthorityWithTheRightNameIsAsked() throws Exception {
        try (RedisServer server = server("localhost", "no");
                Redis redis = at("localhost").tls(Tls.server().trust(trust), null)) {
            assertThat(Eventually.get(() -> used(redis))).isEqualTo(1);
        }
    }

    @Test
    void anotherNameAnotherAuthorityAndNoTrustAreRefused() throws Exception {
        Path other = Files.writeString(
                folder.resolve("other.crt"), ThrowawayAuthority.create().pem());
        try (RedisServer server = server("elsewhere.example", "no");
                Redis wrongName = at("localhost").tls(Tls.server().trust(trust), null);
                Redis wrongAuthority = at("localhost").tls(Tls.server().trust(other), null);
                Redis system = at("localhost")) {
            assertThatThrownBy(() -> used(wrongName)).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> used(wrongAuthority)).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> used(system)).isInstanceOf(IOException.class);
            assertThat(server).isNotNull();
        }
    }

    @Test
    void aServerThatAsksForACertificateIsShownOurs() throws Exception {
        Credentials own = authority.issue("spiffe://shop/gateway");
        Path certificate = Files.writeString(folder.resolve("tls.crt"), own.certificatePem());
        Path key = Files.writeString(folder.resolve("tls.key"), own.privateKeyPem());
        try (RedisServer server = server("localhost", "yes");
                Identity identity = Identity.pem(certificate, key, trust);
                Redis nobody = at("localhost").tls(Tls.server().trust(trust), null);
                Redis redis = at("localhost").tls(Tls.mutual(), identity)) {
            assertThat(Eventually.get(() -> used(redis))).isEqualTo(1);
            assertThatThrownBy(() -> used(nobody)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aServerMayBeKnownByItsSpiffeId() throws Exception {
        Credentials own = authority.issue("spiffe://shop/gateway");
        Path certificate = Files.writeString(folder.resolve("tls.crt"), own.certificatePem());
        Path key = Files.writeString(folder.resolve("tls.key"), own.privateKeyPem());
        try (RedisServer server = server("spiffe://shop/redis", "yes");
                Identity identity = Identity.pem(certificate, key, trust);
                Redis redis = at("localhost").tls(Tls.mutual().peers("spiffe://shop/redis"), identity);
                Redis other = at("localhost").tls(Tls.mutual().peers("spiffe://shop/other"), identity)) {
            assertThat(server).isNotNull();
            assertThat(Eventually.get(() -> used(redis))).isEqualTo(1);
            assertThatThrownBy(() -> used(other)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void tlsAndTheUrlMustFit() {
        assertThatThrownBy(() -> at("localhost").tls(Tls.server().serverName("other"), null))
                .hasMessageContaining("Leave serverName out");
        assertThatThrownBy(() -> Redis.at("redis://localhost").tls(Tls.server(), null))
                .hasMessageContaining("Write rediss://");
        assertThatThrownBy(() -> at("localhost").tls(Tls.off(), null)).hasMessageContaining("cannot be off");
        assertThatThrownBy(() -> at("localhost").tls(Tls.mutual(), null)).hasMessageContaining("needs an identity");
    }

    /** Names of nodes come and go in a cluster that lives for years. */
    @Test
    void moreServersThanAreRememberedAreJudgedAllTheSame() throws Exception {
        X509Certificate[] chain = {authority.issue("localhost").certificate()};
        try (HostTrust hosts = new HostTrust(Tls.server().trust(trust), null, "localhost", 2)) {
            for (int i = 0; i < 5; i++) {
                SSLEngine engine = SSLContext.getDefault().createSSLEngine("node-" + i, 6379);
                assertThatThrownBy(() -> hosts.checkServerTrusted(chain, "UNKNOWN", engine))
                        .isInstanceOf(CertificateException.class)
                        .hasMessageNotContaining("more than");
                assertThat(hosts.remembered()).isLessThanOrEqualTo(2);
            }
        }
    }
}

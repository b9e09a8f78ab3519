package io.hauberk.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.identity.Identity;
import io.hauberk.identity.SpiffeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthorityTest {
    private static final Duration YEAR = Duration.ofDays(365);
    private static final Member ORDERS = Member.of("spiffe://shop/ns/prod/sa/orders", "orders.shop.svc");

    @TempDir
    Path temp;

    private Path folder;
    private Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private Authority authority;

    @BeforeEach
    void create() throws IOException {
        folder = temp.resolve("ca");
        authority = Authority.create(folder, "shop", YEAR, () -> now);
    }

    private static byte[] request() {
        return Certificates.request(Certificates.newKeys());
    }

    @Test
    void aTokenIsGoodForOneCertificateOfItsMember() throws Exception {
        String token = authority.token(ORDERS, Duration.ofMinutes(5));
        KeyPair keys = Certificates.newKeys();
        X509Certificate certificate = authority.join(token, Certificates.request(keys), "10.0.0.1");
        assertThat(SpiffeId.of(certificate)).isEqualTo(ORDERS.id());
        assertThat(certificate.getPublicKey()).isEqualTo(keys.getPublic());
        assertThat(certificate.getSubjectAlternativeNames().toString()).contains(ORDERS.id(), "orders.shop.svc");
        certificate.verify(authority.certificates().get(0).getPublicKey());
        assertThat(certificate.getNotAfter().toInstant()).isEqualTo(now.plus(Duration.ofDays(1)));
        assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
        assertThatThrownBy(() -> authority.join(token, request(), null))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("unknown, used or expired");
    }

    @Test
    void aTokenExpiresAndUnknownOnesSoundTheSame() throws Exception {
        String token = authority.token(ORDERS, Duration.ofMinutes(5));
        now = now.plus(Duration.ofMinutes(5));
        for (String shown : List.of(token, "x", "", "../ca.key", "A".repeat(43))) {
            assertThatThrownBy(() -> authority.join(shown, request(), null))
                    .isInstanceOf(RefusedException.class)
                    .hasMessage("The join token is unknown, used or expired. Ask for a new one.");
        }
    }

    @Test
    void aBadRequestDoesNotUseTheTokenUp() throws Exception {
        String token = authority.token(ORDERS, Duration.ofMinutes(5));
        assertThatThrownBy(() -> authority.join(token, new byte[] {1}, null)).isInstanceOf(RefusedException.class);
        assertThat(authority.join(token, request(), null)).isNotNull();
    }

    @Test
    void ofManyWhoShowOneTokenAtOnceOneGetsACertificate() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(8);
        try {
            for (int round = 0; round < 20; round++) {
                String token = authority.token(ORDERS, Duration.ofMinutes(5));
                byte[] request = request();
                AtomicInteger issued = new AtomicInteger();
                List<Callable<Void>> all = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    all.add(() -> {
                        try {
                            authority.join(token, request, null);
                            issued.incrementAndGet();
                        } catch (RefusedException e) {
                            assertThat(e.status()).isEqualTo(401);
                        }
                        return null;
                    });
                }
                for (Future<Void> done : pool.invokeAll(all)) {
                    done.get();
                }
                assertThat(issued).hasValue(1);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void tokensAndKeysAreNotForOthersToRead() throws Exception {
        String token = authority.token(ORDERS, Duration.ofMinutes(5));
        authority.issueTo(temp.resolve("out"), ORDERS);
        try (Stream<Path> files = Files.walk(temp)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .as(file.toString())
                        .isEqualTo("rw-------");
                assertThat(file.toString()).doesNotContain(token);
                assertThat(Files.readString(file)).as(file.toString()).doesNotContain(token);
            }
        }
        Files.setPosixFilePermissions(folder.resolve("ca.key"), PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> Authority.open(folder)).hasMessageContaining("chmod 600");
    }

    @Test
    void membersRenewUntilTheyAreForgotten() throws Exception {
        authority.issue(ORDERS);
        Authority again = Authority.open(folder, () -> now);
        assertThat(SpiffeId.of(again.renew(ORDERS.id(), request(), null))).isEqualTo(ORDERS.id());
        assertThatThrownBy(() -> again.renew("spiffe://shop/stranger", request(), null))
                .isInstanceOf(RefusedException.class);
        assertThat(again.forget(ORDERS.id())).isTrue();
        assertThatThrownBy(() -> again.renew(ORDERS.id(), request(), null)).hasMessageContaining("no member any more");
        assertThat(again.forget(ORDERS.id())).isFalse();
    }

    @Test
    void whoIsForgottenDoesNotComeBackByATokenThatWasLeft() throws Exception {
        String left = authority.token(ORDERS, Duration.ofMinutes(5));
        String others = authority.token(Member.of("spiffe://shop/ns/prod/sa/orders2"), Duration.ofMinutes(5));
        authority.forget(ORDERS.id());
        assertThatThrownBy(() -> authority.join(left, request(), null)).hasMessageContaining("unknown");
        assertThat(authority.join(others, request(), null)).isNotNull();
    }

    @Test
    void aKeyOfAnotherAuthorityIsNoticedBeforeItSignsAnything() throws Exception {
        Authority.create(temp.resolve("other"), "shop", YEAR);
        Files.copy(
                temp.resolve("other").resolve("ca.key"), folder.resolve("ca.key"), StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(() -> Authority.open(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("ca.key is not the key of the first certificate");
    }

    @Test
    void onlyItsOwnTrustDomainIsVouchedFor() {
        assertThatThrownBy(() -> authority.token(Member.of("spiffe://bank/a"), Duration.ofMinutes(1)))
                .hasMessageContaining("not of the trust domain shop");
        assertThatThrownBy(() -> authority.issue(Member.of("spiffe://shop/hauberk/authority")))
                .hasMessageContaining("is the authority itself");
        for (String name : List.of(
                "*.shop",
                "",
                "a b",
                "UPPER",
                "a\nb",
                "x".repeat(300),
                "-a",
                "1.2.3",
                "999.1.1.1",
                ":::",
                "10.0.0.0/8",
                "fe80::1::2",
                "7")) {
            assertThatThrownBy(() -> Member.of("spiffe://shop/a", name))
                    .as(name)
                    .isInstanceOf(IllegalArgumentException.class);
        }
        for (String name : List.of("a", "a-b.c", "10.0.0.1", "fd00::1", "::ffff:10.0.0.1")) {
            assertThat(Member.of("spiffe://shop/a", name).names()).containsExactly(name);
        }
    }

    @Test
    void certificatesNeverOutliveTheAuthority() throws Exception {
        now = now.plus(YEAR).minus(Duration.ofHours(1));
        Instant own = authority.certificates().get(0).getNotAfter().toInstant();
        assertThat(authority.issue(ORDERS).chain().get(0).getNotAfter().toInstant())
                .isEqualTo(own);
        now = own.plusSeconds(1);
        assertThatThrownBy(() -> authority.issue(ORDERS)).hasMessageContaining("The authority itself expired");
        assertThatThrownBy(() -> authority.issuing(Duration.ofDays(91))).hasMessageContaining("to 90 days");
    }

    @Test
    void serialNumbersAreRandomAndEachIsALineInTheAudit() throws Exception {
        Set<Object> serials = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            X509Certificate certificate = authority.issue(ORDERS).chain().get(0);
            assertThat(certificate.getSerialNumber().bitLength()).isEqualTo(127);
            serials.add(certificate.getSerialNumber());
        }
        assertThat(serials).hasSize(50);
        assertThatThrownBy(() -> authority.join("x", request(), "10.0.0.9\nforged"))
                .isInstanceOf(RefusedException.class);
        List<String> lines = Files.readAllLines(folder.resolve("audit.log"));
        assertThat(lines)
                .filteredOn(line -> line.contains(" issued id=" + ORDERS.id()))
                .hasSize(50);
        // What strangers do must not fill the disk.
        assertThat(lines).noneMatch(line -> line.contains("refused") || line.contains("forged"));
    }

    @Test
    void anAuthorityIsNotReplacedByAccident() {
        assertThatThrownBy(() -> Authority.create(folder, "shop", YEAR))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("already");
        assertThatThrownBy(() -> Authority.create(temp.resolve("x"), "Shop", YEAR))
                .hasMessageContaining("no name of a trust domain");
        assertThatThrownBy(() -> Authority.open(temp.resolve("y"))).hasMessageContaining("hauberk ca init");
    }

    @Test
    void whatItIssuesIsAnIdentity() throws Exception {
        authority.issueTo(temp.resolve("out"), ORDERS);
        try (Identity identity = Identity.pem(temp.resolve("out"))) {
            assertThat(identity.generation().spiffeId()).isEqualTo(ORDERS.id());
        }
        try (Identity identity = Identity.from(Authority.open(folder).server("127.0.0.1", "ca.shop.svc"))) {
            assertThat(identity.generation().spiffeId()).isEqualTo("spiffe://shop/hauberk/authority");
        }
    }
}

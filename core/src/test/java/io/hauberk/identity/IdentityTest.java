package io.hauberk.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.testkit.Credentials;
import io.hauberk.testkit.ThrowawayAuthority;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdentityTest {
    private static final ThrowawayAuthority AUTHORITY = ThrowawayAuthority.create();

    @TempDir
    Path folder;

    @Test
    void newFilesBecomeANewGeneration() throws IOException {
        issue("orders").writeTo(folder);
        try (Identity identity = byHand()) {
            Generation first = identity.generation();
            assertThat(identity.reload()).isFalse();
            assertThat(identity.generation()).isSameAs(first);

            Credentials next = issue("orders");
            next.writeTo(folder);
            assertThat(identity.reload()).isTrue();
            assertThat(identity.generation().number()).isEqualTo(2);
            assertThat(identity.generation().chain()).containsExactly(next.certificate());
            assertThat(identity.generation().serverContext()).isNotSameAs(first.serverContext());
        }
    }

    @Test
    void theSwapOfAKubernetesVolumeIsNoticed() throws IOException {
        issue("orders").mountInto(folder);
        try (Identity identity = byHand()) {
            Credentials next = issue("orders");
            next.mountInto(folder);
            identity.poll();
            assertThat(identity.generation().chain()).containsExactly(next.certificate());
        }
    }

    @Test
    void namesOfTheSpiffeHelperWorkToo() throws IOException {
        Credentials mine = issue("spiffe://shop/ns/prod/sa/orders");
        Files.writeString(folder.resolve("svid.pem"), mine.certificatePem());
        Files.writeString(folder.resolve("svid_key.pem"), mine.privateKeyPem());
        Files.writeString(folder.resolve("svid_bundle.pem"), mine.trustPem());
        try (Identity identity = byHand()) {
            assertThat(identity.generation().spiffeId()).isEqualTo("spiffe://shop/ns/prod/sa/orders");
            assertThat(identity.generation().authorities()).containsExactly(AUTHORITY.certificate());
        }
    }

    @Test
    void aKeyThatDoesNotBelongToTheCertificateLeavesTheLastGoodOneInUse() throws IOException {
        issue("orders").writeTo(folder);
        try (Identity identity = byHand()) {
            Files.writeString(folder.resolve("tls.key"), issue("orders").privateKeyPem());
            assertThat(identity.reload()).isFalse();
            assertThat(identity.generation().number()).isEqualTo(1);
            assertThat(identity.problem()).contains("tls.key").contains("does not belong");

            issue("orders").writeTo(folder);
            assertThat(identity.reload()).isTrue();
            assertThat(identity.problem()).isNull();
        }
    }

    @Test
    void filesThatAreReplacedOneAfterTheOtherAreNoProblem() throws IOException {
        issue("orders").writeTo(folder);
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        try (Identity identity = byHand()) {
            identity.bindTo(meters);
            Credentials next = issue("orders");
            Files.writeString(folder.resolve("tls.crt"), next.certificatePem());
            identity.poll();
            assertThat(identity.problem()).isNull();
            next.writeTo(folder);
            identity.poll();
            assertThat(identity.generation().chain()).containsExactly(next.certificate());
            assertThat(reloads(meters, "refused")).isZero();
            assertThat(reloads(meters, "accepted")).isEqualTo(1);
        }
    }

    @Test
    void filesThatStayBadAreReportedOnce() throws IOException {
        issue("orders").writeTo(folder);
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        try (Identity identity = byHand()) {
            identity.bindTo(meters);
            Files.writeString(folder.resolve("tls.crt"), "-----BEGIN CERTIFICATE-----\nMIIB");
            identity.poll();
            assertThat(identity.problem()).isNull();
            identity.poll();
            identity.poll();
            identity.poll();
            assertThat(identity.problem()).contains("half written");
            assertThat(reloads(meters, "refused")).isEqualTo(1);
        }
    }

    @Test
    void aFileThatVanishesLeavesTheLastGoodOneInUse() throws IOException {
        issue("orders").writeTo(folder);
        try (Identity identity = byHand()) {
            Files.delete(folder.resolve("ca.crt"));
            assertThat(identity.reload()).isFalse();
            assertThat(identity.problem()).contains("ca.crt cannot be read");
        }
    }

    @Test
    void anExpiredOrFutureCertificateIsNotTakenOver() throws IOException {
        issue("orders").writeTo(folder);
        try (Identity identity = byHand()) {
            AUTHORITY.issueExpired("orders").writeTo(folder);
            identity.reload();
            assertThat(identity.problem()).contains("expired at");

            Instant now = Instant.now();
            AUTHORITY
                    .issue(now.plus(Duration.ofHours(2)), now.plus(Duration.ofHours(3)), "orders")
                    .writeTo(folder);
            identity.reload();
            assertThat(identity.problem()).contains("not valid before").contains("clock");
            assertThat(identity.generation().number()).isEqualTo(1);
        }
    }

    @Test
    void aCertificateThatWasTooEarlyIsTakenOverWhenItsTimeHasCome() throws IOException {
        Instant[] now = {Instant.now()};
        issue("orders").writeTo(folder);
        try (Identity identity = Identity.pem(folder, () -> now[0])) {
            AUTHORITY
                    .issue(now[0].plus(Duration.ofHours(2)), now[0].plus(Duration.ofHours(3)), "orders")
                    .writeTo(folder);
            identity.poll();
            assertThat(identity.generation().number()).isEqualTo(1);
            now[0] = now[0].plus(Duration.ofHours(2));
            identity.poll();
            assertThat(identity.generation().number()).isEqualTo(2);
        }
    }

    @Test
    void theTimeLeftIsAMeter() throws IOException {
        Instant now = Instant.parse("2026-06-01T12:00:00Z");
        AUTHORITY.issue(now.minusSeconds(60), now.plusSeconds(3600), "orders").writeTo(folder);
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        try (Identity identity = Identity.pem(folder, () -> now)) {
            identity.bindTo(meters);
            assertThat(meters.get("hauberk.tls.certificate.expiry").gauge().value())
                    .isEqualTo(3600);
        }
    }

    @Test
    void authoritiesAreCountedAndTheirEndIsAMeterAndAWarning() throws IOException {
        Instant[] now = {Instant.now()};
        Instant end = AUTHORITY.certificate().getNotAfter().toInstant();
        ThrowawayAuthority partner = ThrowawayAuthority.create();
        AUTHORITY
                .issue(now[0].minusSeconds(60), end.plus(Duration.ofDays(9_000)), "orders")
                .writeTo(folder);
        Files.writeString(
                folder.resolve("partner.crt"),
                partner.pem() + ThrowawayAuthority.create().pem());
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        CertificateFiles files =
                CertificateFiles.pem(folder).federated("partner.example", folder.resolve("partner.crt"));
        try (Identity identity = Identity.of(files, () -> now[0])) {
            identity.bindTo(meters);
            assertThat(authorities(meters, "own")).isEqualTo(1);
            assertThat(authorities(meters, "federated")).isEqualTo(2);
            assertThat(identity.warnings()).isEmpty();

            now[0] = end.minusSeconds(60);
            assertThat(meters.get("hauberk.tls.authority.expiry").gauge().value())
                    .isEqualTo(60);
            assertThat(identity.warnings())
                    .hasSize(2)
                    .anySatisfy(text ->
                            assertThat(text).startsWith("The last authority of our own trust domain expires at"))
                    .anySatisfy(
                            text -> assertThat(text).startsWith("The last authority of partner.example expires at"));
            now[0] = end.plusSeconds(60);
            assertThat(identity.warnings())
                    .anySatisfy(text ->
                            assertThat(text).startsWith("The last authority of our own trust domain expired at"));
        }
    }

    private static double authorities(SimpleMeterRegistry meters, String of) {
        return meters.get("hauberk.tls.authorities").tag("of", of).gauge().value();
    }

    @Test
    void aCertificateThatNobodyRenewsIsComplainedAboutBeforeItIsTooLate() throws IOException {
        Instant[] now = {Instant.parse("2026-06-01T12:00:00Z")};
        AUTHORITY.issue(now[0], now[0].plusSeconds(1000), "orders").writeTo(folder);
        try (Identity identity = Identity.pem(folder, () -> now[0])) {
            now[0] = now[0].plusSeconds(890);
            identity.poll();
            assertThat(identity.lastComplaint()).isZero();
            now[0] = now[0].plusSeconds(20);
            identity.poll();
            assertThat(identity.lastComplaint()).isEqualTo(1);
            now[0] = now[0].plusSeconds(100);
            identity.poll();
            assertThat(identity.lastComplaint()).isEqualTo(-1);
            AUTHORITY.issue(now[0], now[0].plusSeconds(1000), "orders").writeTo(folder);
            identity.poll();
            assertThat(identity.generation().number()).isEqualTo(2);
            assertThat(identity.lastComplaint()).isEqualTo(-1);
        }
    }

    @Test
    void listenersHearOfNewGenerations() throws Exception {
        issue("orders").writeTo(folder);
        List<Long> heard = new ArrayList<>();
        try (Identity identity = byHand()) {
            AutoCloseable listening = identity.onChange(generation -> heard.add(generation.number()));
            issue("orders").writeTo(folder);
            identity.reload();
            listening.close();
            issue("orders").writeTo(folder);
            identity.reload();
        }
        assertThat(heard).containsExactly(2L);
    }

    @Test
    void aChainMustBeLinked() throws IOException {
        Credentials mine = issue("orders");
        mine.writeTo(folder);
        Files.writeString(
                folder.resolve("tls.crt"),
                mine.certificatePem() + issue("other").certificatePem());
        assertThatThrownBy(() -> byHand())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no chain: certificate 2 did not issue the one before it");

        Files.writeString(folder.resolve("tls.crt"), mine.certificatePem() + AUTHORITY.pem());
        try (Identity identity = byHand()) {
            assertThat(identity.generation().chain()).containsExactly(mine.certificate(), AUTHORITY.certificate());
        }
    }

    @Test
    void whatCannotBeUsedAtAllIsSaidInASentence() throws IOException {
        assertThatThrownBy(() -> byHand()).hasMessageContaining("holds neither tls.crt");
        issue("orders").writeTo(folder);
        Files.writeString(folder.resolve("ca.crt"), "nothing");
        assertThatThrownBy(() -> byHand()).hasMessageContaining("ca.crt holds no certificate");
        Files.write(folder.resolve("ca.crt"), new byte[(1 << 20) + 1]);
        assertThatThrownBy(() -> byHand()).hasMessageContaining("larger than 1 MB");
    }

    private static double reloads(SimpleMeterRegistry meters, String outcome) {
        return meters.get("hauberk.tls.certificate.reloads")
                .tag("outcome", outcome)
                .functionCounter()
                .count();
    }

    /** One that nobody looks after but the test: the watch would take files that have just been written, or half of them. */
    private Identity byHand() {
        return Identity.pem(folder, InstantSource.system());
    }

    private static Credentials issue(String name) {
        return AUTHORITY.issue(name);
    }
}

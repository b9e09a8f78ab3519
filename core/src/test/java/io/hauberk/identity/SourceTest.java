package io.hauberk.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.hauberk.testkit.Credentials;
import io.hauberk.testkit.ThrowawayAuthority;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Identities from a source that delivers. */
class SourceTest {
    private static final ThrowawayAuthority AUTHORITY = ThrowawayAuthority.create();
    private static final String ORDERS = "spiffe://shop/ns/prod/sa/orders";

    private final Hand hand = new Hand();

    @Test
    void whatIsDeliveredLaterTakesOverAndListenersHearOfIt() throws Exception {
        hand.first = material(AUTHORITY.issue(ORDERS));
        List<Long> heard = new ArrayList<>();
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        try (Identity identity = Identity.from(hand)) {
            identity.bindTo(meters);
            identity.onChange(generation -> heard.add(generation.number()));
            assertThat(identity.generation().spiffeId()).isEqualTo(ORDERS);
            Credentials next = AUTHORITY.issue(ORDERS);
            assertThat(hand.receiver.offer(material(next))).isTrue();
            assertThat(identity.generation().number()).isEqualTo(2);
            assertThat(identity.generation().chain()).containsExactly(next.certificate());
            assertThat(meters.get("hauberk.tls.certificate.reloads")
                            .tag("outcome", "accepted")
                            .functionCounter()
                            .count())
                    .isEqualTo(1);
        }
        assertThat(heard).containsExactly(2L);
        assertThat(hand.closed.get()).isEqualTo(1);
        assertThat(hand.receiver.offer(material(AUTHORITY.issue(ORDERS)))).isFalse();
    }

    /** One thread of its own, and what it kept from the last run in the thread that begins it. */
    @Test
    void aSourceMayOfferFromTwoThreadsWhileItBegins(@TempDir Path folder) throws Exception {
        Path bundle = Files.writeString(
                folder.resolve("partner.pem"), ThrowawayAuthority.create().pem());
        CertificateSource source = receiver -> {
            Thread other = new Thread(() -> receiver.offer(material(AUTHORITY.issue(ORDERS))));
            other.setDaemon(true);
            other.start();
            while (other.getState() != Thread.State.WAITING && other.isAlive()) {
                Thread.onSpinWait();
            }
            receiver.offer(material(AUTHORITY.issue(ORDERS)));
            return () -> {};
        };
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            try (Identity identity = Identity.from(source.federated("partner.example", bundle))) {
                assertThat(identity.generation().federation()).containsKey("partner.example");
            }
        });
    }

    @Test
    void whatCannotBeUsedLeavesTheLastGoodOneAndSaysWhy() {
        hand.first = material(AUTHORITY.issue(ORDERS));
        try (Identity identity = Identity.from(hand)) {
            refused(identity, material(AUTHORITY.issueExpired(ORDERS)), "expired at");
            Instant later = Instant.now().plus(Duration.ofHours(1));
            refused(identity, material(AUTHORITY.issue(later, later.plusSeconds(60), ORDERS)), "not valid before");
            Credentials mine = AUTHORITY.issue(ORDERS);
            refused(
                    identity,
                    Material.of(
                            List.of(mine.certificate()),
                            key(AUTHORITY.issue(ORDERS)),
                            List.of(AUTHORITY.certificate())),
                    "does not belong to the certificate");
            refused(
                    identity,
                    material(ThrowawayAuthority.create().issue(ORDERS), AUTHORITY),
                    "not issued by the authorities that came with it");
            refused(
                    identity,
                    Material.of(
                            List.of(
                                    mine.certificate(),
                                    ThrowawayAuthority.create().certificate()),
                            key(mine),
                            List.of(AUTHORITY.certificate())),
                    "is no chain");
            assertThat(identity.warnings()).hasSize(1);
            assertThat(hand.receiver.offer(material(mine))).isTrue();
            assertThat(identity.problem()).isNull();
            assertThat(identity.warnings()).isEmpty();
        }
    }

    private void refused(Identity identity, Material material, String why) {
        assertThat(hand.receiver.offer(material)).isFalse();
        assertThat(identity.problem()).contains("a hand").contains(why);
        assertThat(identity.generation().number()).isEqualTo(1);
    }

    @Test
    void whatIsDeliveredAgainIsNoChange() {
        Credentials mine = AUTHORITY.issue(ORDERS);
        hand.first = material(mine);
        try (Identity identity = Identity.from(hand)) {
            Generation first = identity.generation();
            hand.receiver.problem("The agent went away.");
            assertThat(hand.receiver.offer(material(mine))).isTrue();
            assertThat(identity.generation()).isSameAs(first);
            assertThat(identity.problem()).isNull();
        }
    }

    @Test
    void bundlesOfOtherTrustDomainsMayStandInFilesBesideASource(@TempDir Path folder) throws Exception {
        ThrowawayAuthority partner = ThrowawayAuthority.create();
        ThrowawayAuthority next = ThrowawayAuthority.create();
        Path bundle = Files.writeString(folder.resolve("partner.crt"), partner.pem());
        hand.first = material(AUTHORITY.issue(ORDERS))
                .federated("partner.example", List.of(next.certificate()))
                .federated("bank.example", List.of(next.certificate()));
        BlockingQueue<Generation> heard = new LinkedBlockingQueue<>();
        try (Identity identity = Identity.from(hand.federated("partner.example", bundle))) {
            identity.onChange(heard::add);
            assertThat(identity.generation().federation())
                    .containsOnlyKeys("partner.example", "bank.example")
                    .containsEntry("partner.example", List.of(partner.certificate()));

            Files.writeString(bundle, next.pem());
            assertThat(heard.poll(60, TimeUnit.SECONDS).federation())
                    .containsEntry("partner.example", List.of(next.certificate()));
            assertThat(hand.receiver.offer(material(AUTHORITY.issue(ORDERS)))).isTrue();
            assertThat(heard.poll(60, TimeUnit.SECONDS).federation()).containsOnlyKeys("partner.example");
        }
        assertThat(hand.closed.get()).isEqualTo(1);
        Files.writeString(bundle, "no bundle");
        assertThatThrownBy(() -> Identity.from(hand.federated("partner.example", bundle)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("holds no certificate");
        assertThatThrownBy(() -> hand.federated("Partner/x", bundle)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aSourceThatDeliversNothingIsNotWaitedForForEver() {
        assertThatThrownBy(() -> Identity.from(hand, Duration.ofMillis(10)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a hand has delivered no certificate within 0.01 s");
        assertThat(hand.closed.get()).isEqualTo(1);
    }

    @Test
    void whatTheSourceSaysIsWhyNothingCame() {
        hand.sentence = "The agent knows nobody like us.";
        assertThatThrownBy(() -> Identity.from(hand, Duration.ofMillis(10)))
                .hasMessage("The agent knows nobody like us.");
    }

    @Test
    void aProblemOfTheSourceIsAWarningWhileTheLastOneIsInUse() {
        hand.first = material(AUTHORITY.issue(ORDERS));
        try (Identity identity = Identity.from(hand)) {
            hand.receiver.problem("The agent cannot be reached.");
            assertThat(identity.warnings()).containsExactly("The agent cannot be reached.");
            assertThat(identity.generation().number()).isEqualTo(1);
        }
    }

    @Test
    void aCertificateThatIsNearlyOverIsAWarning() {
        Instant[] now = {Instant.now()};
        hand.first = material(AUTHORITY.issue(now[0], now[0].plusSeconds(1000), ORDERS));
        try (Identity identity = Identity.from(hand, Duration.ofSeconds(5), () -> now[0])) {
            assertThat(identity.warnings()).isEmpty();
            now[0] = now[0].plusSeconds(950);
            assertThat(identity.warnings())
                    .singleElement()
                    .asString()
                    .contains("a hand expires at")
                    .contains("seems not to work");
            now[0] = now[0].plusSeconds(100);
            assertThat(identity.warnings()).singleElement().asString().contains("expired at");
        }
    }

    static Material material(Credentials credentials) {
        return Material.of(List.of(credentials.certificate()), key(credentials), List.of(AUTHORITY.certificate()));
    }

    private static Material material(Credentials credentials, ThrowawayAuthority trusted) {
        return Material.of(List.of(credentials.certificate()), key(credentials), List.of(trusted.certificate()));
    }

    static java.security.PrivateKey key(Credentials credentials) {
        try {
            return PrivateKeys.read(
                    "key",
                    credentials.privateKeyPem().getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                    credentials.certificate().getPublicKey());
        } catch (BadMaterialException e) {
            throw new AssertionError(e);
        }
    }

    /** A source that a test delivers by. */
    static final class Hand implements CertificateSource {
        volatile Material first;
        volatile String sentence;
        volatile Receiver receiver;
        final AtomicInteger closed = new AtomicInteger();

        @Override
        public AutoCloseable begin(Receiver receiver) {
            this.receiver = receiver;
            if (sentence != null) {
                receiver.problem(sentence);
            }
            if (first != null) {
                receiver.offer(first);
            }
            return closed::incrementAndGet;
        }

        @Override
        public String toString() {
            return "a hand";
        }
    }
}

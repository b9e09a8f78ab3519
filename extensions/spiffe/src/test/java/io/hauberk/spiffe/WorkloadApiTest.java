package io.hauberk.spiffe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.hauberk.identity.Generation;
import io.hauberk.identity.Identity;
import io.hauberk.testkit.Credentials;
import io.hauberk.testkit.RealTime;
import io.hauberk.testkit.ThrowawayAuthority;
import io.hauberk.testkit.ThrowawayFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against gRPC's own server behind a real Unix socket. */
class WorkloadApiTest {
    private static final ThrowawayAuthority AUTHORITY = ThrowawayAuthority.create();
    private static final String ORDERS = "spiffe://shop/ns/prod/sa/orders";
    private static final String CANARY = "spiffe://shop/ns/prod/sa/canary";

    // The path of a socket must be short.
    private ThrowawayFolder folder;
    private Path socket;
    private FakeAgent agent;

    @BeforeEach
    void start() throws Exception {
        folder = ThrowawayFolder.named("agent");
        socket = folder.path().resolve("api.sock");
        agent = new FakeAgent(socket);
    }

    @AfterEach
    void stop() throws Exception {
        agent.close();
        folder.close();
    }

    /** One that has not been called yet. */
    private void renew() throws Exception {
        agent.close();
        Files.deleteIfExists(socket);
        agent = new FakeAgent(socket);
    }

    private WorkloadApi api() {
        return WorkloadApi.at(socket).pausing(Duration.ofMillis(20));
    }

    private static byte[] answer(Credentials credentials) {
        return new Wire()
                .field(1, Wire.svid(ORDERS, credentials, AUTHORITY.certificate(), ""))
                .bytes();
    }

    @Test
    void whatTheAgentPushesIsWhoWeAreAndRotates() throws Exception {
        Credentials first = AUTHORITY.issue(ORDERS);
        agent.push(answer(first));
        try (Identity identity = Identity.from(api())) {
            assertThat(identity.generation().spiffeId()).isEqualTo(ORDERS);
            assertThat(identity.generation().chain()).containsExactly(first.certificate());
            assertThat(identity.generation().authorities()).containsExactly(AUTHORITY.certificate());

            BlockingQueue<Generation> heard = new LinkedBlockingQueue<>();
            identity.onChange(heard::add);
            Credentials next = AUTHORITY.issue(ORDERS);
            agent.push(answer(next));
            assertThat(heard.poll(60, TimeUnit.SECONDS).chain()).containsExactly(next.certificate());
            assertThat(agent.calls()).isEqualTo(1);
        }
        await(() -> agent.listening() == 0);
    }

    @Test
    void theBundlesOfFederatedTrustDomainsComeAlong() {
        ThrowawayAuthority bank = ThrowawayAuthority.create();
        ThrowawayAuthority older = ThrowawayAuthority.create();
        byte[] entry = new Wire()
                .field(1, "spiffe://bank.example")
                .field(2, Wire.der(bank.certificate(), older.certificate()))
                .bytes();
        agent.push(new Wire()
                .field(1, Wire.svid(ORDERS, AUTHORITY.issue(ORDERS), AUTHORITY.certificate(), ""))
                .field(2, "a revocation list")
                .field(3, entry)
                .number(77, 1L << 40)
                .bytes());
        try (Identity identity = Identity.from(api())) {
            assertThat(identity.generation().federation().get("bank.example"))
                    .containsExactly(bank.certificate(), older.certificate());
        }
    }

    @Test
    void ofSeveralIdentitiesTheFirstIsOursUnlessAHintSaysOtherwise() throws Exception {
        agent.push(new Wire()
                .field(1, Wire.svid(ORDERS, AUTHORITY.issue(ORDERS), AUTHORITY.certificate(), "internal"))
                .field(1, Wire.svid(CANARY, AUTHORITY.issue(CANARY), AUTHORITY.certificate(), "external"))
                .bytes());
        try (Identity identity = Identity.from(api())) {
            assertThat(identity.generation().spiffeId()).isEqualTo(ORDERS);
        }
        try (Identity identity = Identity.from(api().hint("external"))) {
            assertThat(identity.generation().spiffeId()).isEqualTo(CANARY);
        }
        RealTime.holds(scale -> assertThatThrownBy(
                        () -> Identity.from(api().hint("other"), Duration.ofMillis(500L * scale)))
                .hasMessageContaining("no identity with the hint \"other\""));
    }

    @Test
    void anAgentThatGoesAndComesBackIsCalledAgainAndTheLastGoodOneStays() throws Exception {
        agent.push(answer(AUTHORITY.issue(ORDERS)));
        try (Identity identity = Identity.from(api())) {
            BlockingQueue<Generation> heard = new LinkedBlockingQueue<>();
            identity.onChange(heard::add);
            agent.close();
            Files.deleteIfExists(socket);
            await(() -> identity.problem() != null);
            assertThat(identity.warnings()).singleElement().asString().contains(socket.toString());
            assertThat(identity.generation().spiffeId()).isEqualTo(ORDERS);

            agent = new FakeAgent(socket);
            Credentials next = AUTHORITY.issue(ORDERS);
            agent.push(answer(next));
            assertThat(heard.poll(60, TimeUnit.SECONDS).chain()).containsExactly(next.certificate());
            await(() -> identity.problem() == null);
        }
    }

    @Test
    void anAgentThatTakesTheCallAndSaysNothingIsGivenUpAndAskedAgain() throws Exception {
        RealTime.holds(this::anAgentThatTakesTheCallAndSaysNothingIsGivenUpAndAskedAgain);
    }

    private void anAgentThatTakesTheCallAndSaysNothingIsGivenUpAndAskedAgain(int scale) throws Exception {
        renew();
        Duration patience = Duration.ofMillis(150L * scale);
        WorkloadApi impatient = api().patience(patience);
        assertThatThrownBy(() -> Identity.from(impatient, Duration.ofMillis(700L * scale)))
                .hasMessageContaining("delivers nothing new: It has been silent for " + patience.toMillis() + " ms");
        assertThat(agent.calls()).isGreaterThan(1);

        agent.push(answer(AUTHORITY.issue(ORDERS)));
        try (Identity identity = Identity.from(impatient)) {
            int calls = agent.calls();
            BlockingQueue<Generation> heard = new LinkedBlockingQueue<>();
            identity.onChange(heard::add);
            // Longer than the patience: whoever has said something may be silent.
            assertThat(heard.poll(500L * scale, TimeUnit.MILLISECONDS)).isNull();
            Credentials next = AUTHORITY.issue(ORDERS);
            agent.push(answer(next));
            assertThat(heard.poll(60, TimeUnit.SECONDS).chain()).containsExactly(next.certificate());
            assertThat(agent.calls()).isEqualTo(calls);
            assertThat(identity.problem()).isNull();
        }
    }

    @Test
    void anAgentThatDoesNotEvenSpeakHttp2IsGivenUp() throws Exception {
        RealTime.holds(this::anAgentThatDoesNotEvenSpeakHttp2IsGivenUp);
    }

    private void anAgentThatDoesNotEvenSpeakHttp2IsGivenUp(int scale) throws Exception {
        try (java.net.ServerSocket mute = new java.net.ServerSocket(0, 5, java.net.InetAddress.getLoopbackAddress())) {
            WorkloadApi api = WorkloadApi.at("tcp://127.0.0.1:" + mute.getLocalPort())
                    .pausing(Duration.ofMillis(20))
                    .patience(Duration.ofMillis(150L * scale));
            assertThatThrownBy(() -> Identity.from(api, Duration.ofMillis(700L * scale)))
                    .hasMessageContaining("It has been silent for " + 150 * scale + " ms");
        }
    }

    @Test
    void anAgentThatKnowsNobodyLikeUsIsAskedAgain() throws Exception {
        RealTime.holds(this::anAgentThatKnowsNobodyLikeUsIsAskedAgain);
    }

    private void anAgentThatKnowsNobodyLikeUsIsAskedAgain(int scale) throws Exception {
        renew();
        agent.refuse(Status.PERMISSION_DENIED.withDescription("no identity issued"));
        assertThatThrownBy(() -> Identity.from(api(), Duration.ofMillis(500L * scale)))
                .hasMessageContaining("no identity for this workload: no identity issued");
        assertThat(agent.calls()).isGreaterThan(1);
    }

    @Test
    void anArgumentThatIsRefusedIsNotRepeated() throws Exception {
        RealTime.holds(this::anArgumentThatIsRefusedIsNotRepeated);
    }

    private void anArgumentThatIsRefusedIsNotRepeated(int scale) throws Exception {
        renew();
        agent.refuse(Status.INVALID_ARGUMENT.withDescription("nonsense"));
        assertThatThrownBy(() -> Identity.from(api(), Duration.ofMillis(700L * scale)))
                .hasMessageContaining("gRPC status 3: nonsense");
        assertThat(agent.calls()).isEqualTo(1);
    }

    @Test
    void whatTheAgentSendsIsCheckedBeforeItIsUsed() throws Exception {
        agent.push(answer(AUTHORITY.issue(ORDERS)));
        try (Identity identity = Identity.from(api())) {
            refused(identity, answer(AUTHORITY.issue(CANARY)), "a certificate of " + CANARY);
            refused(identity, answer(ThrowawayAuthority.create().issue(ORDERS)), "not issued by the authorities");
            refused(identity, answer(AUTHORITY.issueExpired(ORDERS)), "expired at");
            refused(identity, new byte[] {10, 100, 1}, "longer than the message");
            refused(identity, new byte[0], "no identity");
            refused(
                    identity,
                    new Wire().field(1, new Wire().field(1, ORDERS).bytes()).bytes(),
                    "without a certificate");
            assertThat(identity.generation().number()).isEqualTo(1);
        }
    }

    private void refused(Identity identity, byte[] message, String why) throws InterruptedException {
        agent.push(message);
        await(() -> String.valueOf(identity.problem()).contains(why));
    }

    @Test
    void aMessageBeyondTheLimitIsNotRead() throws Exception {
        agent.push(answer(AUTHORITY.issue(ORDERS)));
        try (Identity identity = Identity.from(api())) {
            refused(identity, new Wire().field(9, new byte[5 << 20]).bytes(), "4 MB are the limit");
        }
    }

    @Test
    void whoIsNotThereIsNamed() throws Exception {
        WorkloadApi nobody = WorkloadApi.at("unix:///nowhere/agent.sock").pausing(Duration.ofMillis(20));
        RealTime.holds(scale -> assertThatThrownBy(() -> Identity.from(nobody, Duration.ofMillis(300L * scale)))
                .hasMessageContaining("The SPIFFE agent at unix:///nowhere/agent.sock delivers nothing new"));
    }

    /** Something that another thread does. */
    private static void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("it has not come to that").isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }
}

package io.hauberk.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Consumer;
import io.hauberk.Consumers;
import io.hauberk.Credential;
import io.hauberk.Credential.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What {@link Consumers} are held to, wherever they are kept. A test extends it. */
public abstract class ConsumersContract {
    private static final String KEY = "ab".repeat(32);
    private static final Instant LATER = Instant.parse("2027-01-31T00:00:00Z");

    private static final Consumer ACME = Consumer.of("acme")
            .plan("gold")
            .groups(Set.of("partners", "all"))
            .with(
                    Credential.of(Kind.KEY, KEY, ""),
                    Credential.of(Kind.KEY, "cd".repeat(32), "").expires(LATER),
                    Credential.of(Kind.SUBJECT, Credential.subject("https://id.test", "acme/1"), ""));
    private static final Consumer BOB = Consumer.of("bob")
            .with(
                    Credential.of(Kind.PASSWORD, "Bob ünï", "pbkdf2:one"),
                    Credential.of(Kind.PASSWORD, "Bob ünï", "pbkdf2:two").expires(LATER),
                    Credential.of(Kind.SECRET, "bob-2026", "s3cret ü"),
                    Credential.of(
                                    Kind.PUBLIC_KEY,
                                    "bob-key",
                                    "-----BEGIN PUBLIC KEY-----\nMCow\n-----END PUBLIC KEY-----")
                            .algorithm("ed25519"),
                    Credential.of(Kind.PEER, "spiffe://shop/ns/prod/sa/bob", ""));

    private @Nullable Consumers last;

    /** Makes a new instance that knows these consumers and no others. It is closed after the test if it can be. */
    protected abstract Consumers with(List<Consumer> consumers) throws Exception;

    private Consumers both() throws Exception {
        Consumers made = with(List.of(ACME, BOB));
        last = made;
        return made;
    }

    @AfterEach
    void close() throws Exception {
        if (last instanceof AutoCloseable closeable) {
            closeable.close();
        }
    }

    private static Consumer found(Consumers consumers, Kind kind, String id) throws Exception {
        return Objects.requireNonNull(consumers.find(kind, id), () -> "nobody has that " + kind);
    }

    @Test
    void eachCredentialLeadsToItsOwner() throws Exception {
        Consumers consumers = both();
        for (Consumer owner : List.of(ACME, BOB)) {
            assertThat(found(consumers, Kind.NAME, owner.name()).name()).isEqualTo(owner.name());
            for (Credential credential : owner.credentials()) {
                assertThat(found(consumers, credential.kind(), credential.id()).name())
                        .isEqualTo(owner.name());
            }
        }
    }

    @Test
    void planAndGroupsComeWithTheConsumer() throws Exception {
        Consumer acme = found(both(), Kind.KEY, KEY);
        assertThat(acme.plan()).isEqualTo("gold");
        assertThat(acme.groups()).containsExactlyInAnyOrder("partners", "all");
        Consumer bob = found(both(), Kind.SECRET, "bob-2026");
        assertThat(bob.plan()).isNull();
        assertThat(bob.groups()).isEmpty();
    }

    @Test
    void allCredentialsOfTheKindComeWithTheConsumerWithValueAlgorithmAndExpiry() throws Exception {
        Consumers consumers = both();
        for (Consumer owner : List.of(ACME, BOB)) {
            for (Credential credential : owner.credentials()) {
                assertThat(found(consumers, credential.kind(), credential.id()).credentials())
                        .contains(credential);
            }
        }
    }

    @Test
    void whatNobodyHasIsNobodys() throws Exception {
        Consumers consumers = both();
        for (Kind kind : Kind.values()) {
            assertThat(consumers.find(kind, "nobody")).isNull();
            assertThat(consumers.find(kind, "")).isNull();
        }
    }

    @Test
    void aCredentialOfOneKindIsNoneOfAnother() throws Exception {
        Consumers consumers = both();
        assertThat(consumers.find(Kind.SECRET, KEY)).isNull();
        assertThat(consumers.find(Kind.KEY, "bob-2026")).isNull();
        assertThat(consumers.find(Kind.PASSWORD, "bob")).isNull();
        assertThat(consumers.find(Kind.NAME, "Bob ünï")).isNull();
    }

    @Test
    void nothingIsFoldedTrimmedOrTakenForAPattern() throws Exception {
        Consumers consumers = both();
        assertThat(consumers.find(Kind.PASSWORD, "bob ünï")).isNull();
        assertThat(consumers.find(Kind.PASSWORD, "Bob ünï ")).isNull();
        assertThat(consumers.find(Kind.PASSWORD, "Bob uni")).isNull();
        assertThat(consumers.find(Kind.SECRET, "bob-%")).isNull();
        assertThat(consumers.find(Kind.SECRET, "bob_2026")).isNull();
        assertThat(consumers.find(Kind.PEER, "spiffe://shop/ns/prod/sa/*")).isNull();
        assertThat(consumers.find(Kind.KEY, KEY.toUpperCase(java.util.Locale.ROOT)))
                .isNull();
    }

    @Test
    void hostileTextsFindNobodyAndBreakNothing() throws Exception {
        Consumers consumers = both();
        for (String text : List.of(
                "' OR '1'='1",
                "\"; DROP TABLE x; --",
                "a\u0000b",
                "\r\nGET x",
                "x".repeat(5_000),
                "\uD83D\uDE00",
                "bob\uD83D")) {
            for (Kind kind : Kind.values()) {
                assertThat(consumers.find(kind, text)).isNull();
            }
        }
        assertThat(consumers.find(Kind.NAME, "bob")).isNotNull();
    }
}

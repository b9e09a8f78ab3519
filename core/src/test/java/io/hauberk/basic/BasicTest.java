package io.hauberk.basic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.Consumer;
import io.hauberk.Consumers;
import io.hauberk.Credential;
import io.hauberk.Credential.Kind;
import io.hauberk.Headers;
import io.hauberk.Request;
import io.hauberk.consumer.MemoryConsumers;
import io.hauberk.testkit.FilterTest;
import io.hauberk.testkit.Handled;
import io.hauberk.testkit.VirtualTime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class BasicTest {
    private static final String OLD = Password.hash("old pässword:1", 10_000);
    private static final String NEW = Password.hash("new", 10_000);

    private final VirtualTime time = VirtualTime.moving();
    private Consumers consumers = MemoryConsumers.of(Consumer.of("bob")
            .with(
                    Credential.of(Kind.PASSWORD, "bøb", OLD)
                            .expires(time.instant().plusSeconds(600)),
                    Credential.of(Kind.PASSWORD, "bøb", NEW)));
    private final Basic basic = Basic.realm("shop").clock(time, time);

    private Handled send(Basic basic, String... authorization) throws IOException {
        Headers.Edit edit = Headers.empty().edit();
        for (String value : authorization) {
            edit.add("Authorization", value);
        }
        Request request = Request.get("/").withHeaders(edit.build());
        request.exchange().put(Consumers.KEY, consumers);
        return FilterTest.of(basic).handle(request);
    }

    private static String of(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ':' + password).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void eachLivePasswordIsTheUsers() throws IOException {
        Handled handled = send(basic, of("bøb", "old pässword:1"));
        assertThat(handled.status()).isEqualTo(200);
        assertThat(handled.exchange().caller().consumer()).isEqualTo("bob");
        assertThat(handled.passed().get(0).headers().contains("Authorization")).isFalse();
        assertThat(send(basic, of("bøb", "new")).status()).isEqualTo(200);
        time.advance(Duration.ofSeconds(600));
        assertThat(send(basic, of("bøb", "old pässword:1")).status()).isEqualTo(401);
        assertThat(send(basic, of("bo\u0338b", "new")).status())
                .as("another letter")
                .isEqualTo(401);
    }

    @Test
    void wrongOnesAreRefusedAlikeWithAChallenge() throws IOException {
        for (String value : new String[] {of("bøb", "wrong"), of("nobody", "new"), of("bob", "new"), of("bøb", "")}) {
            Handled handled = send(basic, value);
            assertThat(handled.status()).isEqualTo(401);
            assertThat(handled.rejection().rule()).isEqualTo("wrong-credentials");
            assertThat(handled.header("WWW-Authenticate")).isEqualTo("Basic realm=\"shop\", charset=\"UTF-8\"");
        }
        assertThat(send(basic).reason()).isEqualTo("unauthenticated");
        assertThat(send(basic, "Bearer x").reason()).isEqualTo("unauthenticated");
        assertThat(send(basic.optional()).status()).isEqualTo(200);
    }

    @Test
    void malformedOnesAreRefusedAsSuch() throws IOException {
        String[] malformed = {
            "Basic",
            "Basic !!!!",
            "Basic YQ",
            "basic " + Base64.getEncoder().encodeToString("nocolon".getBytes()),
            "Basic " + Base64.getEncoder().encodeToString(new byte[] {(byte) 0xff, ':', 'a'}),
            of("a\u0000b", "c"),
            of("a", "b\nc"),
            of("u", "p".repeat(800))
        };
        for (String value : malformed) {
            assertThat(send(basic, value).status()).as(value).isEqualTo(400);
        }
        assertThat(send(basic, of("bøb", "new"), "Bearer x").status()).isEqualTo(400);
        assertThat(send(basic, of("bøb", "new"), of("bøb", "new")).status()).isEqualTo(400);
    }

    @Test
    void whatWasVerifiedIsNotHashedAgainUntilThePasswordChanges() throws IOException {
        assertThat(send(basic, of("bøb", "new")).status()).isEqualTo(200);
        assertThat(send(basic, of("bøb", "wrong")).status()).isEqualTo(401);
        Hashing busy = new Hashing(1, 0);
        assertThat(busy.begin()).isTrue();
        Basic none = basic.hashing(busy);
        assertThat(send(none, of("bøb", "new")).status()).as("not verified yet").isEqualTo(503);
        busy.end();
        assertThat(send(none, of("bøb", "new")).status()).isEqualTo(200);
        assertThat(send(none, of("bøb", "wrong")).status()).isEqualTo(401);
        assertThat(busy.begin()).isTrue();
        assertThat(send(none, of("bøb", "new")).status()).isEqualTo(200);
        assertThat(send(none, of("bøb", "wrong")).status()).isEqualTo(401);
        consumers = MemoryConsumers.of(
                Consumer.of("bob").with(Credential.of(Kind.PASSWORD, "bøb", Password.hash("wrong", 10_000))));
        assertThat(send(none, of("bøb", "new")).status()).as("asked anew").isEqualTo(503);
        busy.end();
        assertThat(send(none, of("bøb", "new")).status()).isEqualTo(401);
        assertThat(send(none, of("bøb", "wrong")).status()).isEqualTo(200);
    }

    @Test
    void unknownUsersAreHashedLikeKnownOnes() throws IOException {
        Hashing busy = new Hashing(1, 0);
        assertThat(busy.begin()).isTrue();
        Basic none = basic.hashing(busy);
        assertThat(send(none, of("bøb", "x")).status()).isEqualTo(503);
        assertThat(send(none, of("nobody", "x")).status()).isEqualTo(503);
    }

    @Test
    void hashesAreSaltedAndBounded() {
        assertThat(Password.hash("new", 10_000)).isNotEqualTo(NEW).startsWith("pbkdf2:sha256:10000:");
        assertThat(Password.isHash(NEW)).isTrue();
        assertThat(Password.isHash(NEW.replace("10000", "9999"))).isFalse();
        assertThat(Password.isHash(NEW.replace("10000", "2000001"))).isFalse();
        assertThat(Password.isHash("pbkdf2:sha256:10000:!!:!!")).isFalse();
        assertThatThrownBy(() -> Password.hash("")).isInstanceOf(IllegalArgumentException.class);
        assertThat(Password.parse(NEW).toString()).doesNotContain(NEW.substring(25));
    }

    @Test
    void aHashThatWasMadeElsewhereIsUnderstood() throws Exception {
        // By hashlib.pbkdf2_hmac("sha256"|"sha512", b"correct horse", b"0123456789abcdef", 10000)
        assertThat(Password.parse(
                                "pbkdf2:sha256:10000:MDEyMzQ1Njc4OWFiY2RlZg:TI2grtvV1HW5nz2rBY4tctlrmOj5bZs0dw9j8NHpRRc")
                        .matches("correct horse"))
                .isTrue();
        assertThat(Password.parse(
                                "pbkdf2:sha512:10000:MDEyMzQ1Njc4OWFiY2RlZg:Ku2kkJn6DxC9USh74Agbkv4vbBI4ZhZ8d47MX26bL/eRW8hekiZ5S9cnh202r0tlRpHPMeEkni4bLxrm9+9Cvw")
                        .matches("correct horse"))
                .isTrue();
        assertThat(Password.parse(
                                "pbkdf2:sha512:10000:MDEyMzQ1Njc4OWFiY2RlZg:Ku2kkJn6DxC9USh74Agbkv4vbBI4ZhZ8d47MX26bL/eRW8hekiZ5S9cnh202r0tlRpHPMeEkni4bLxrm9+9Cvw")
                        .matches("correct hors"))
                .isFalse();
    }
}

package io.hauberk.login;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.hauberk.Headers;
import io.hauberk.Request;
import java.util.List;
import java.util.Map;

class CookiesFuzzTest {
    private static final Cookies COOKIES = new Cookies("hauberk", "Lax");
    private static final Seal SEAL = Seal.by(List.of("0123456789abcdef0123456789abcdef"), "shop");

    @FuzzTest
    void oursAreFoundAndGoNoFurther(FuzzedDataProvider data) {
        Request request;
        try {
            request = Request.get("/").with("Cookie", data.consumeRemainingAsString());
        } catch (IllegalArgumentException e) {
            return; // no container lets that in
        }
        Map<String, String> sent = COOKIES.sent(request);
        String session = COOKIES.session(sent);
        if (session != null) {
            assertThat(SEAL.open(session, "session")).isNull();
        }
        assertThat(COOKIES.pending("0123456789", "sealed", sent, 1))
                .isNotEmpty()
                .allMatch(CookiesFuzzTest::sendable);
        assertThat(COOKIES.ending(sent)).allMatch(CookiesFuzzTest::sendable);
        assertThat(COOKIES.sent(COOKIES.without(request))).isEmpty();
    }

    private static boolean sendable(String field) {
        return Headers.of("Set-Cookie", field).size() == 1;
    }

    @FuzzTest
    void whatIsSealedIsOpenedAndNothingElse(FuzzedDataProvider data) {
        String other = data.consumeString(200);
        assertThat(SEAL.open(other, "session")).isNull();
        String text = data.consumeRemainingAsAsciiString();
        String sealed = SEAL.close(text, "session");
        assertThat(SEAL.open(sealed, "session")).isEqualTo(text);
        assertThat(SEAL.open(sealed, "login")).isNull();
    }

    @FuzzTest
    void aSessionIsReadOrIsNone(FuzzedDataProvider data) {
        Session session = Session.of(data.consumeRemainingAsString());
        if (session != null) {
            Session again = Session.of(session.text());
            assertThat(again).isNotNull();
            assertThat(Session.of(again.text())).isEqualTo(again);
        }
    }

    @FuzzTest
    void aLoginUnderWayIsReadOrIsNone(FuzzedDataProvider data) {
        Pending pending = Pending.of(data.consumeRemainingAsString());
        if (pending != null) {
            Pending again = Pending.of(pending.text());
            assertThat(again).isNotNull();
            assertThat(Pending.of(again.text())).isEqualTo(again);
        }
    }

    @FuzzTest
    void aCallbackHasEachParameterOnce(FuzzedDataProvider data) {
        String query = data.consumeRemainingAsString();
        Map<String, String> read = Attempts.parameters("state=a&" + query);
        if (read != null) {
            assertThat(read).containsEntry("state", "a");
        }
    }
}

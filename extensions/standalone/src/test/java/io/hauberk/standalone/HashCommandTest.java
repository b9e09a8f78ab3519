package io.hauberk.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hauberk.apikey.ApiKey;
import io.hauberk.basic.Password;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HashCommandTest {
    private static String run(String input, String... typed) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        HashCommand command = new HashCommand(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, true, StandardCharsets.UTF_8));
        assertThat(command.run(typed)).isZero();
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aNewKeyIsPrintedWithItsHash() throws IOException {
        String[] lines = run("", "hash", "key").split("\n");
        String key = lines[0].substring("key:  ".length());
        assertThat(key).hasSize(43);
        assertThat(lines[1]).isEqualTo("hash: sha256:" + ApiKey.hash(key));
        assertThat(run("", "hash", "key")).doesNotContain(key);
    }

    @Test
    void whatIsSentToItIsHashed() throws IOException {
        assertThat(run("abc\n", "hash", "key", "-")).isEqualTo("sha256:" + ApiKey.hash("abc") + "\n");
        assertThat(Password.isHash(run("pässword\n", "hash", "password", "-").strip()))
                .isTrue();
    }

    @Test
    void aKeyThatNoHeaderCouldShowIsNotHashed() {
        for (String key : new String[] {"schlüssel", " abc", "abc ", "a\tb", "x".repeat(513)}) {
            assertThatThrownBy(() -> run(key + "\n", "hash", "key", "-")).hasMessageContaining("A key");
        }
    }

    @Test
    void secretsAreNoArguments() {
        assertThatThrownBy(() -> run("", "hash", "key", "abc")).hasMessageContaining("standard input");
        assertThatThrownBy(() -> run("", "hash")).hasMessageContaining("hash key or hash password");
        assertThatThrownBy(() -> run("", "hash", "password", "-")).hasMessageContaining("Nothing came");
    }
}

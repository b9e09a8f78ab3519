package io.hauberk.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class PseudonymsTest {
    private static final String SECRET = "a secret of this test";

    @Test
    void a_name_is_the_first_half_of_an_hmac_under_the_secret() throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        byte[] hash = mac.doFinal("alice".getBytes(StandardCharsets.UTF_8));

        assertThat(Pseudonyms.keyed(SECRET).of("alice"))
                .isEqualTo(Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, 16)))
                .isNotEqualTo(Pseudonyms.standard().of("alice"));
    }

    @Test
    void names_made_at_once_in_many_threads_are_the_same_as_one_after_the_other() {
        Pseudonyms names = Pseudonyms.keyed(SECRET);
        List<String> expected =
                IntStream.range(0, 5_000).mapToObj(i -> names.of("caller " + i)).toList();

        List<String> together = IntStream.range(0, 5_000)
                .parallel()
                .mapToObj(i -> names.of("caller " + i))
                .toList();

        assertThat(together).isEqualTo(expected).doesNotHaveDuplicates();
    }

    @Test
    void a_short_secret_is_refused_and_not_shown() {
        assertThatThrownBy(() -> Pseudonyms.keyed("too short"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("16 characters")
                .hasMessageNotContaining("too short");
    }
}

package io.hauberk.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TokenHashTest {
    private static final Random RANDOM = new Random(1);

    @Test
    void isTheSumOfProductsModuloTwoToThe128() {
        for (int length = 0; length < 200; length++) {
            byte[] bytes = new byte[length + 3];
            RANDOM.nextBytes(bytes);
            long[] key = RANDOM.longs(40).toArray();

            TokenHash hash = TokenHash.of(bytes, 3, key);

            BigInteger sum = BigInteger.valueOf(length);
            byte[] padded = Arrays.copyOf(Arrays.copyOfRange(bytes, 3, bytes.length), (length + 15) / 16 * 16);
            for (int i = 0; i < padded.length / 8; i += 2) {
                BigInteger a = BigInteger.valueOf(word(padded, i) + key[i]);
                BigInteger b = BigInteger.valueOf(word(padded, i + 1) + key[i + 1]);
                sum = sum.add(a.multiply(b));
            }
            assertThat(hash.low()).isEqualTo(sum.longValue());
            assertThat(hash.high()).isEqualTo(sum.shiftRight(64).longValue());
        }
    }

    private static long word(byte[] bytes, int index) {
        long word = 0;
        for (int i = 7; i >= 0; i--) {
            word = word << 8 | (bytes[index * 8 + i] & 0xff);
        }
        return word;
    }

    @Test
    void everyBitAndTheLengthCount() {
        byte[] bytes = new byte[300];
        RANDOM.nextBytes(bytes);
        long[] key = RANDOM.longs(60).toArray();
        Set<TokenHash> seen = new HashSet<>();
        seen.add(TokenHash.of(bytes, 0, key));
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(seen.add(TokenHash.of(bytes, 0, key))).isTrue();
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
        }
        for (int zeros = 1; zeros < 40; zeros++) {
            assertThat(seen.add(TokenHash.of(Arrays.copyOf(bytes, bytes.length + zeros), 0, key)))
                    .isTrue();
        }
    }

    @Test
    void whereTheTokenStandsInItsTextDoesNotCount() {
        String token = "abc.def.ghi".repeat(30);
        assertThat(TokenHash.of("Bearer " + token, 7)).isEqualTo(TokenHash.of(token, 0));
        assertThat(TokenHash.of(token, 0)).isNotEqualTo(TokenHash.of(token, 1));
        // U+0161 has the same low byte as the letter a.
        assertThat(TokenHash.of("\u0161", 0)).isNotEqualTo(TokenHash.of("a", 0));
        assertThat(TokenHash.of("x".repeat(TokenHash.MAX_LENGTH), 0)).isNotNull();
        assertThat(token.getBytes(StandardCharsets.US_ASCII)).isNotEmpty();
    }
}

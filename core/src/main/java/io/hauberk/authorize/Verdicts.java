package io.hauberk.authorize;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.hauberk.Body;
import io.hauberk.Request;
import io.hauberk.Ticker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Verdicts by the hash of what was asked, since questions may hold credentials; a bounded number, for some time. */
final class Verdicts {
    private final Cache<ByteBuffer, Known> known;
    private final long nanos;

    Verdicts(Duration time, int most) {
        this.nanos = time.toNanos();
        this.known =
                Caffeine.newBuilder().maximumSize(most).executor(Runnable::run).build();
    }

    /** What a question is known by. */
    static ByteBuffer key(Request question) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (int i = 0; i < question.headers().size(); i++) {
                put(digest, question.headers().name(i).getBytes(StandardCharsets.UTF_8));
                put(digest, question.headers().value(i).getBytes(StandardCharsets.UTF_8));
            }
            put(digest, bytes(question.body()));
            return ByteBuffer.wrap(digest.digest());
        } catch (NoSuchAlgorithmException | IOException e) {
            throw new IllegalStateException(e); // every platform has SHA-256, and the body is in memory
        }
    }

    private static void put(MessageDigest digest, byte[] bytes) {
        digest.update(ByteBuffer.allocate(4).putInt(0, bytes.length));
        digest.update(bytes);
    }

    private static byte[] bytes(Body body) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        body.transferTo(bytes);
        return bytes.toByteArray();
    }

    @Nullable Verdict get(ByteBuffer key, Ticker ticker) {
        Known found = known.getIfPresent(key);
        return found == null || ticker.nanos() - found.at >= nanos ? null : found.verdict;
    }

    void put(ByteBuffer key, Verdict verdict, Ticker ticker) {
        known.put(key, new Known(verdict, ticker.nanos()));
    }

    private record Known(Verdict verdict, long at) {}
}

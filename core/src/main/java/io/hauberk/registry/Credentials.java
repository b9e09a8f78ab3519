package io.hauberk.registry;

import io.hauberk.identity.PemContext;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * What the files of an {@link Access} hold, compared by their bytes; nobody changes these.
 *
 * @param trust null for the authorities of the JDK
 */
record Credentials(
        @Nullable ByteBuffer trust,
        @Nullable ByteBuffer certificate,
        @Nullable ByteBuffer privateKey) {
    static Credentials read(Access access) throws IOException {
        return new Credentials(bytes(access.trust()), bytes(access.certificate()), bytes(access.privateKey()));
    }

    private static @Nullable ByteBuffer bytes(@Nullable Path file) throws IOException {
        return file == null ? null : ByteBuffer.wrap(Origin.read(file));
    }

    /** Null for that of the JDK. */
    @Nullable SSLContext context() throws IOException {
        return trust == null && certificate == null
                ? null
                : PemContext.of(array(trust), array(certificate), array(privateKey));
    }

    private static byte @Nullable [] array(@Nullable ByteBuffer buffer) {
        if (buffer == null) {
            return null;
        }
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    /** Nothing of the key. */
    @Override
    public String toString() {
        return certificate == null ? "nobody" : "a certificate";
    }
}

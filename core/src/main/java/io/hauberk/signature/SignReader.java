package io.hauberk.signature;

import io.hauberk.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Reads a {@code sign} filter from YAML. */
final class SignReader {
    private final Settings settings;
    private Sign sign = Sign.with("none", SigningKey.secret("none"));

    private SignReader(Settings settings) {
        this.settings = settings;
    }

    static Sign read(Settings settings) {
        return new SignReader(settings).read();
    }

    private Sign read() {
        String id = settings.requiredText("keyId");
        SigningKey key = key();
        if (key != null && !id.isEmpty()) {
            change("keyId", it -> Sign.with(id, key));
        }
        if (settings.has("components")) {
            List<String> components = settings.texts("components");
            change("components", it -> it.over(components.toArray(String[]::new)));
        }
        String tag = settings.text("tag");
        if (tag != null) {
            change("tag", it -> it.tag(tag));
        }
        Duration expires = settings.duration("expires");
        if (expires != null) {
            change("expires", it -> it.expiring(expires));
        }
        long maxContent = settings.size("maxContent", 1024 * 1024);
        if (maxContent > 64 * 1024 * 1024) {
            settings.fault("maxContent", "Content that is held in memory to be signed has 64MB at most.");
        }
        return sign.maxContent((int) Math.min(maxContent, 64 * 1024 * 1024));
    }

    private @Nullable SigningKey key() {
        Path file = settings.file("privateKey");
        String secret = settings.text("secret");
        Set<String> algorithms = new TreeSet<>(PublicKeys.ALGORITHMS);
        String algorithm = settings.word("algorithm", "", algorithms);
        if ((file == null) == (secret == null)) {
            settings.fault("privateKey", "A signer has one key: the file of a privateKey, or a secret. Give it one.");
            return null;
        }
        try {
            if (file != null) {
                return SigningKey.pem(Files.readString(file), algorithm.isEmpty() ? null : algorithm);
            }
            return SigningKey.secret(secret == null ? "" : secret);
        } catch (IOException e) {
            settings.fault("privateKey", "The private key cannot be read from " + file + ".");
        } catch (GeneralSecurityException e) {
            settings.fault("privateKey", String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException e) {
            settings.fault("secret", String.valueOf(e.getMessage()));
        }
        return null;
    }

    private void change(String name, UnaryOperator<Sign> change) {
        try {
            sign = change.apply(sign);
        } catch (IllegalArgumentException e) {
            settings.fault(name, String.valueOf(e.getMessage()));
        }
    }
}

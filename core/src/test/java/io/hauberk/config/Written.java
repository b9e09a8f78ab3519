package io.hauberk.config;

import io.hauberk.testkit.Credentials;
import io.hauberk.testkit.ThrowawayAuthority;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Configuration files in a folder of a test. */
final class Written {
    private static final ThrowawayAuthority AUTHORITY = ThrowawayAuthority.create();
    private static final Credentials CREDENTIALS = AUTHORITY.issue("edge", "spiffe://shop/ns/prod/sa/edge");

    final Path folder;
    final Map<String, String> environment = new HashMap<>(Map.of("BOB_HMAC", "s3cret"));

    Written(Path folder) {
        this.folder = folder;
    }

    /** The full example of the reference, as far as this version has it. */
    static String full() {
        try (InputStream in = Objects.requireNonNull(Written.class.getResourceAsStream("full.yaml"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts the certificates that the full example names into the folder. */
    Written withCertificates() {
        try {
            CREDENTIALS.writeTo(folder);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path file() {
        return folder.resolve("hauberk.yaml");
    }

    Written write(String yaml) {
        return write("hauberk.yaml", yaml);
    }

    Written write(String name, String text) {
        try {
            Path file = folder.resolve(name);
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            Files.writeString(file, text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Hauberk.Loader loader() {
        Hauberk.Loader loader = Hauberk.loader(file()).unwatched();
        return loader.with(loader.setup().environment(environment::get));
    }

    /** The faults and warnings of the file, without its folder. */
    List<String> validate() {
        return loader().validate().stream()
                .map(fault -> fault.toString().replace(folder + "/", ""))
                .toList();
    }
}

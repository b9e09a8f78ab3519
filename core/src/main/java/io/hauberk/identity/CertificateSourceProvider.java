package io.hauberk.identity;

import io.hauberk.Settings;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link CertificateSource} of a block in the {@code identity} block of a file: found by {@link ServiceLoader},
 * and asked for by {@link #name()}. {@code hauberk-spiffe} provides {@code workloadApi}, {@code hauberk-authority}
 * provides {@code authority}.
 */
public interface CertificateSourceProvider {
    /** The name of the block that it reads. */
    String name();

    /**
     * Reads the block. Nothing begins, and nobody is called: the file may only be validated.
     *
     * @return null after a fault
     */
    @Nullable CertificateSource read(Settings settings);
}

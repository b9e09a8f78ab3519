package io.hauberk.spiffe;

import io.hauberk.Settings;
import io.hauberk.identity.CertificateSource;
import io.hauberk.identity.CertificateSourceProvider;
import org.jspecify.annotations.Nullable;

/** Reads {@code identity: { workloadApi: { socket, hint } }}. */
public final class WorkloadApiProvider implements CertificateSourceProvider {
    /** For {@link java.util.ServiceLoader}. */
    public WorkloadApiProvider() {}

    @Override
    public String name() {
        return "workloadApi";
    }

    @Override
    public @Nullable CertificateSource read(Settings settings) {
        String socket = settings.text("socket");
        String hint = settings.text("hint");
        try {
            WorkloadApi api = socket == null ? WorkloadApi.fromEnvironment() : WorkloadApi.at(socket);
            return hint == null ? api : api.hint(hint);
        } catch (IllegalArgumentException e) {
            settings.fault("socket", String.valueOf(e.getMessage()));
            return null;
        }
    }
}

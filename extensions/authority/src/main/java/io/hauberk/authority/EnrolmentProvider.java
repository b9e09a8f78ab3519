package io.hauberk.authority;

import io.hauberk.Settings;
import io.hauberk.identity.CertificateSource;
import io.hauberk.identity.CertificateSourceProvider;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads {@code identity: { authority: { url, trust, token, tokenFile, folder } }}. */
public final class EnrolmentProvider implements CertificateSourceProvider {
    /** For {@link java.util.ServiceLoader}. */
    public EnrolmentProvider() {}

    @Override
    public String name() {
        return "authority";
    }

    @Override
    public @Nullable CertificateSource read(Settings settings) {
        String url = settings.requiredText("url");
        Path trust = settings.file("trust");
        String token = settings.text("token");
        Path tokenFile = settings.file("tokenFile");
        Path folder = settings.file("folder");
        if (trust == null) {
            settings.fault(
                    "trust", "authority needs trust: its certificate, PEM, by which it is known on first contact.");
            return null;
        }
        if (token != null && tokenFile != null) {
            settings.fault("tokenFile", "A token and a file with one contradict each other. Keep one of them.");
            return null;
        }
        try {
            Enrolment enrolment = Enrolment.at(URI.create(url), trust);
            enrolment = token == null ? enrolment : enrolment.token(token);
            enrolment = tokenFile == null ? enrolment : enrolment.tokenFile(tokenFile);
            return folder == null ? enrolment : enrolment.keptIn(folder);
        } catch (IllegalArgumentException e) {
            settings.fault(
                    "url", "\"" + url + "\" is no address of an authority: it is like https://ca.shop.svc:8555.");
            return null;
        }
    }
}

package io.hauberk.okhttp;

import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at start-up whether the OkHttp and Okio that are there can work together. Build tools mix them easily: {@code
 * okhttp} 4 beside {@code okhttp-jvm} 5 are two copies of the same classes, and Maven takes the nearest Okio, not the
 * newest. Later that would be a {@link NoSuchMethodError} at the first call.
 *
 * @param okHttpCopies where OkHttp's classes are
 * @param okioCopies where Okio's classes are
 * @param okHttpFits whether the OkHttp that is used lets an interceptor choose the address
 * @param okioFits whether the Okio that is used is what OkHttp 5 needs
 */
record Diagnostics(List<URL> okHttpCopies, List<URL> okioCopies, boolean okHttpFits, boolean okioFits) {
    private static final Logger log = LoggerFactory.getLogger(Diagnostics.class);

    /** Looks once for this process. */
    private static final class OfThisProcess {
        private static final @Nullable String PROBLEM = problem();

        private static @Nullable String problem() {
            Diagnostics found = gather(Diagnostics.class.getClassLoader());
            String problem = found.problem();
            String warning = found.warning();
            if (problem == null && warning != null) {
                log.warn(warning);
            }
            return problem;
        }
    }

    /** @throws IllegalStateException if it cannot work, in a sentence */
    static void require() {
        String problem = OfThisProcess.PROBLEM;
        if (problem != null) {
            throw new IllegalStateException(problem);
        }
    }

    static Diagnostics gather(ClassLoader loader) {
        return new Diagnostics(
                copies(loader, "okhttp3/OkHttpClient.class"),
                copies(loader, "okio/Buffer.class"),
                has(loader, "okhttp3.Interceptor$Chain", "withDns"),
                has(loader, "okio.Okio", "asOkioSocket") || has(loader, "okio.Okio", "socket"));
    }

    private static List<URL> copies(ClassLoader loader, String resource) {
        try {
            return Collections.list(loader.getResources(resource));
        } catch (IOException e) {
            return List.of();
        }
    }

    private static boolean has(ClassLoader loader, String type, String method) {
        try {
            for (java.lang.reflect.Method declared :
                    Class.forName(type, false, loader).getMethods()) {
                if (declared.getName().equals(method)) {
                    return true;
                }
            }
            return false;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    /** Why it cannot work, or null. */
    @Nullable String problem() {
        if (!okHttpFits) {
            return okHttpCopies.size() > 1
                    ? "There are two copies of OkHttp, and the older one is used: " + okHttpCopies
                            + ". Keep com.squareup.okhttp3:okhttp-jvm alone, 5.4 or later; import io.hauberk:hauberk-bom"
                            + " to have it so."
                    : "OkHttp is too old: " + okHttpCopies
                            + ". com.squareup.okhttp3:okhttp-jvm is needed, 5.4 or later; import"
                            + " io.hauberk:hauberk-bom to have it so.";
        }
        if (!okioFits) {
            return "Okio is too old for this OkHttp: " + okioCopies
                    + ". com.squareup.okio:okio-jvm is needed, 3.16 or later; import io.hauberk:hauberk-bom to have it"
                    + " so.";
        }
        return null;
    }

    /** What works today by chance, or null. */
    @Nullable String warning() {
        if (okHttpCopies.size() > 1) {
            return "There are two copies of OkHttp, and which is used depends on the order of the class path: "
                    + okHttpCopies + ". Keep com.squareup.okhttp3:okhttp-jvm alone; import io.hauberk:hauberk-bom to"
                    + " have it so.";
        }
        if (okioCopies.size() > 1) {
            return "There are two copies of Okio, and which is used depends on the order of the class path: "
                    + okioCopies + ". Keep com.squareup.okio:okio-jvm alone.";
        }
        return null;
    }
}

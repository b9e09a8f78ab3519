package io.hauberk.filestore;

import io.hauberk.CounterStore;
import io.hauberk.CounterStoreProvider;
import io.hauberk.Settings;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** {@code stores: { books: { file: quotas.txt } }}: a {@link FileStore}. */
public final class FileProvider implements CounterStoreProvider {
    @Override
    public String name() {
        return "file";
    }

    @Override
    public @Nullable CounterStore read(String name, Settings store) {
        Path file = store.file("file");
        int keys = (int) store.number("maxKeys", 100_000, 1, 10_000_000);
        Duration every = store.duration("every");
        if (file == null) {
            return null;
        }
        try {
            FileStore read = FileStore.at(file).maxKeys(keys);
            return every == null ? read : read.every(every);
        } catch (IllegalArgumentException e) {
            store.fault("every", String.valueOf(e.getMessage()));
            return null;
        }
    }
}

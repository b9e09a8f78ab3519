package io.hauberk.filestore;

import io.hauberk.CounterStore;
import io.hauberk.testkit.CounterStoreContract;
import io.hauberk.testkit.VirtualTime;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.io.TempDir;

class FileStoreContractTest extends CounterStoreContract {
    private final VirtualTime time = VirtualTime.moving();

    @TempDir
    Path folder;

    @Override
    protected CounterStore open() {
        return FileStore.at(folder.resolve("counters")).clock(time);
    }

    @Override
    protected void pass(Duration duration) {
        time.advance(duration);
    }

    @Override
    protected Instant now() {
        return time.instant();
    }
}

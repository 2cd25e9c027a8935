package io.bpfman.siblings.git;

import java.nio.file.Path;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.jspecify.annotations.Nullable;

/** Has git read nobody's configuration: it could send requests elsewhere, and the home folder may be read-only. */
final class IsolatedSystemReader extends SystemReader.Delegate {

    private final Path folder;

    private IsolatedSystemReader(SystemReader reader, Path folder) {
        super(reader);
        this.folder = folder;
    }

    /** For this process; what git measures of the file system is kept in the folder. */
    static void install(Path folder) {
        SystemReader.setInstance(new IsolatedSystemReader(SystemReader.getInstance(), folder));
    }

    @Override
    public FileBasedConfig openUserConfig(@Nullable Config parent, FS fs) {
        return config(parent, "user", fs);
    }

    @Override
    public FileBasedConfig openSystemConfig(@Nullable Config parent, FS fs) {
        return config(parent, "system", fs);
    }

    @Override
    public FileBasedConfig openJGitConfig(@Nullable Config parent, FS fs) {
        return config(parent, "jgit", fs);
    }

    private FileBasedConfig config(@Nullable Config parent, String name, FS fs) {
        return new FileBasedConfig(parent, folder.resolve(name).toFile(), fs);
    }
}

package io.bpfman.siblings.git;

import java.nio.file.Path;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.jspecify.annotations.Nullable;

/** Has git read nobody's configuration: it could send requests elsewhere, and the home folder may be read-only. */
final class IsolatedSystemReader extends SystemReader.Delegate {

    private static final SystemReader OF_THIS_MACHINE = SystemReader.getInstance();

    private final Path folder;

    private IsolatedSystemReader(Path folder) {
        super(OF_THIS_MACHINE);
        this.folder = folder;
    }

    /** For this process; what git measures of the file system is kept in the folder. */
    static void install(Path folder) {
        SystemReader.setInstance(new IsolatedSystemReader(folder));
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

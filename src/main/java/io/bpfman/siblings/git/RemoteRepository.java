package io.bpfman.siblings.git;

import io.bpfman.siblings.git.GitFailure.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheEditor;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.NoRemoteRepositoryException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.revwalk.filter.RevFilter;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.UsernamePasswordCredentialsProvider;
import org.eclipse.jgit.treewalk.EmptyTreeIterator;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.TreeFilter;
import org.jspecify.annotations.Nullable;

/**
 * A repository on a server, of which a bare copy stands in a folder of its own for as long as it is open: the newest
 * commit of a branch alone, and history only where somebody asks for it.
 */
public final class RemoteRepository implements AutoCloseable {

    private static final int TIMEOUT_SECONDS = 60;
    private static final List<Integer> DEPTHS = List.of(50, 1000, Integer.MAX_VALUE);
    private static final String OURS = "refs/remotes/origin/";

    private final GitAccess access;
    private final Path folder;
    private final FileRepository repository;

    private RemoteRepository(GitAccess access, Path folder, FileRepository repository) {
        this.access = access;
        this.folder = folder;
        this.repository = repository;
    }

    /** Makes an empty copy; nothing is asked yet. */
    public static RemoteRepository open(GitAccess access) {
        try {
            Path folder = Files.createTempDirectory("nudge-");
            IsolatedSystemReader.install(folder);
            FileRepository repository =
                    new FileRepository(folder.resolve("repository.git").toFile());
            repository.create(true);
            // A redirect would take the password along, or lead to where nobody meant to push.
            repository.getConfig().setString("http", null, "followRedirects", "false");
            // What is thrown away in a moment is not tidied up beside the work.
            repository.getConfig().setInt("gc", null, "auto", 0);
            repository.getConfig().setInt("gc", null, "autoPackLimit", 0);
            return new RemoteRepository(access, folder, repository);
        } catch (IOException refused) {
            throw new GitFailure(Kind.BAD_INPUT, "no temporary folder can be made: " + refused.getMessage());
        }
    }

    /**
     * Fetches the newest commit of a branch.
     *
     * @return its id; empty where there is no such branch
     */
    public Optional<String> fetch(String branch) {
        fetch(branch, 1);
        try {
            Ref ref = repository.exactRef(OURS + branch);
            return Optional.ofNullable(ref).map(Ref::getObjectId).map(ObjectId::name);
        } catch (IOException broken) {
            throw broken(broken);
        }
    }

    /** Whether the commit is the branch's newest or one before it; fetches as much history as that takes. */
    public boolean contains(String branch, String tip, String revision) {
        if (tip.equals(revision)) {
            return true;
        }
        for (int depth : DEPTHS) {
            fetch(branch, depth);
            if (isBefore(revision, tip)) {
                return true;
            }
            if (isWhole()) {
                return false;
            }
        }
        return false;
    }

    /** Whether the one commit is the other or one before it, by the history that is there. */
    public boolean isBefore(String revision, String later) {
        try (RevWalk walk = new RevWalk(repository)) {
            return walk.isMergedInto(
                    walk.parseCommit(ObjectId.fromString(revision)), walk.parseCommit(ObjectId.fromString(later)));
        } catch (MissingObjectException unknown) {
            return false;
        } catch (IOException broken) {
            throw broken(broken);
        }
    }

    /**
     * What the commits that a branch has since then say of themselves.
     *
     * @param since a commit of the branch, up to which its history is there
     * @param trailer the word before the colon
     * @param concerned which of the changed paths make a commit count
     */
    public List<Trailer> since(String since, String tip, String trailer, Predicate<String> concerned) {
        try (RevWalk walk = new RevWalk(repository)) {
            List<Trailer> found = new ArrayList<>();
            for (RevCommit commit : ahead(walk, tip, since)) {
                if (touches(commit, concerned)) {
                    found.add(Trailer.of(commit, trailer));
                }
            }
            return found;
        } catch (IOException broken) {
            throw broken(broken);
        }
    }

    /** What the commits say of themselves that a branch has and its base has not; fetches as much as that takes. */
    public List<Trailer> ahead(String branch, String tip, String base, String baseTip, String trailer) {
        for (int depth : DEPTHS) {
            fetch(branch, depth);
            fetch(base, depth);
            if (isWhole() || haveOneOrigin(tip, baseTip)) {
                break;
            }
        }
        try (RevWalk walk = new RevWalk(repository)) {
            List<Trailer> found = new ArrayList<>();
            for (RevCommit commit : ahead(walk, tip, baseTip)) {
                found.add(Trailer.of(commit, trailer));
            }
            return found;
        } catch (IOException broken) {
            throw broken(broken);
        }
    }

    /** The commit before, of which a merge has several: then the first. */
    public Optional<String> parent(String commit) {
        try (RevWalk walk = new RevWalk(repository)) {
            RevCommit parsed = walk.parseCommit(ObjectId.fromString(commit));
            return parsed.getParentCount() == 0
                    ? Optional.empty()
                    : Optional.of(parsed.getParent(0).name());
        } catch (IOException broken) {
            throw broken(broken);
        }
    }

    private static RevWalk ahead(RevWalk walk, String tip, String base) throws IOException {
        walk.markStart(walk.parseCommit(ObjectId.fromString(tip)));
        walk.markUninteresting(walk.parseCommit(ObjectId.fromString(base)));
        return walk;
    }

    private boolean haveOneOrigin(String one, String other) {
        try (RevWalk walk = new RevWalk(repository)) {
            walk.setRevFilter(RevFilter.MERGE_BASE);
            walk.markStart(walk.parseCommit(ObjectId.fromString(one)));
            walk.markStart(walk.parseCommit(ObjectId.fromString(other)));
            return walk.next() != null;
        } catch (IOException broken) {
            throw broken(broken);
        }
    }

    /**
     * What a commit says of itself.
     *
     * @param value empty where it has no such trailer
     */
    public record Trailer(String commit, Optional<String> value) {

        private static Trailer of(RevCommit commit, String trailer) {
            List<String> values = commit.getFooterLines(trailer);
            return new Trailer(
                    commit.name(), values.isEmpty() ? Optional.empty() : Optional.of(values.get(values.size() - 1)));
        }
    }

    /** The paths of the files of a commit, without links and submodules. */
    public List<String> paths(String commit) {
        List<String> paths = new ArrayList<>();
        try (RevWalk walk = new RevWalk(repository);
                TreeWalk tree = new TreeWalk(repository)) {
            tree.addTree(walk.parseCommit(ObjectId.fromString(commit)).getTree());
            tree.setRecursive(true);
            while (tree.next()) {
                if (isFile(tree.getFileMode(0))) {
                    paths.add(tree.getPathString());
                }
            }
            return paths;
        } catch (IOException broken) {
            throw broken(broken);
        }
    }

    /** The text of a file; empty where there is none, or it is no UTF-8. */
    public Optional<String> text(String commit, String path) {
        try (RevWalk walk = new RevWalk(repository);
                TreeWalk tree = TreeWalk.forPath(
                        repository,
                        path,
                        walk.parseCommit(ObjectId.fromString(commit)).getTree())) {
            if (tree == null || !isFile(tree.getFileMode(0))) {
                return Optional.empty();
            }
            byte[] bytes =
                    repository.open(tree.getObjectId(0), Constants.OBJ_BLOB).getBytes();
            return Optional.of(StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes))
                            .toString())
                    .filter(text -> text.indexOf('\0') < 0);
        } catch (CharacterCodingException binary) {
            return Optional.empty();
        } catch (IOException broken) {
            throw broken(broken);
        }
    }

    /**
     * Makes a commit on top of another, here alone.
     *
     * @param files the new text of each file that changes, by path
     * @return its id
     * @throws GitFailure where a path leads through a link or a submodule, or is a folder
     */
    public String commit(String parent, Map<String, String> files, CommitText text) {
        try (RevWalk walk = new RevWalk(repository);
                ObjectInserter objects = repository.newObjectInserter()) {
            RevCommit before = walk.parseCommit(ObjectId.fromString(parent));
            DirCache index = DirCache.read(repository.newObjectReader(), before.getTree());
            DirCacheEditor editor = index.editor();
            for (Map.Entry<String, String> file : files.entrySet()) {
                refuseDetours(before, file.getKey());
                ObjectId content =
                        objects.insert(Constants.OBJ_BLOB, file.getValue().getBytes(StandardCharsets.UTF_8));
                editor.add(new Content(file.getKey(), content));
            }
            editor.finish();
            CommitBuilder commit = new CommitBuilder();
            commit.setTreeId(index.writeTree(objects));
            commit.setParentId(before);
            PersonIdent author = new PersonIdent(text.name(), text.email(), text.time(), ZoneOffset.UTC);
            commit.setAuthor(author);
            commit.setCommitter(author);
            commit.setEncoding(StandardCharsets.UTF_8);
            commit.setMessage(text.message());
            ObjectId id = objects.insert(commit);
            objects.flush();
            return id.name();
        } catch (IOException broken) {
            throw broken(broken);
        }
    }

    /**
     * Has a branch point to a commit, if it still is where it was.
     *
     * @param commit empty to delete the branch
     * @param expected where it was; empty for a branch that is new
     * @param options for the server (git: Documentation/git-push.txt, --push-option)
     */
    public PushOutcome push(String branch, Optional<String> commit, Optional<String> expected, List<String> options) {
        try (Transport transport = transport()) {
            RemoteRefUpdate update = new RemoteRefUpdate(
                    repository,
                    (String) null,
                    commit.map(ObjectId::fromString).orElse(ObjectId.zeroId()),
                    Constants.R_HEADS + branch,
                    true,
                    null,
                    expected.map(ObjectId::fromString).orElse(ObjectId.zeroId()));
            if (!options.isEmpty()) {
                transport.setPushOptions(options);
            }
            var result = transport.push(NullProgressMonitor.INSTANCE, List.of(update), OutputStream.nullOutputStream());
            return switch (update.getStatus()) {
                case OK, UP_TO_DATE -> new PushOutcome.Accepted(words(String.valueOf(result.getMessages())));
                case REJECTED_REMOTE_CHANGED -> new PushOutcome.Moved();
                default -> {
                    // A server that loses the race for its own lock says so in words of its own.
                    boolean moved = !fetch(branch).equals(expected);
                    yield moved
                            ? new PushOutcome.Moved()
                            : new PushOutcome.Refused(
                                    words(update.getMessage() + " " + String.valueOf(result.getMessages())));
                }
            };
        } catch (TransportException refused) {
            throw failure(refused);
        } catch (IOException | URISyntaxException broken) {
            throw new GitFailure(Kind.WEATHER, "%s cannot be pushed to: %s".formatted(access, broken.getMessage()));
        }
    }

    @Override
    public void close() {
        repository.close();
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException | UncheckedIOException left) {
            // The folder is in the place for temporary ones.
        }
    }

    private void fetch(String branch, int depth) {
        try (Transport transport = transport()) {
            transport.setDepth(depth);
            transport.fetch(
                    NullProgressMonitor.INSTANCE,
                    List.of(new RefSpec("+%s%s:%s%s".formatted(Constants.R_HEADS, branch, OURS, branch))));
        } catch (TransportException refused) {
            String words = String.valueOf(refused.getMessage());
            if (words.contains("Remote does not have") || words.contains("Nothing to fetch")) {
                forget(branch);
                return;
            }
            throw failure(refused);
        } catch (IOException | URISyntaxException broken) {
            throw new GitFailure(Kind.WEATHER, "%s cannot be read: %s".formatted(access, broken.getMessage()));
        }
    }

    private void forget(String branch) {
        try {
            var update = repository.updateRef(OURS + branch);
            update.setForceUpdate(true);
            var unused = update.delete();
        } catch (IOException broken) {
            throw broken(broken);
        }
    }

    private Transport transport() throws IOException, URISyntaxException {
        Transport transport = Transport.open(repository, access.url().toString());
        transport.setTimeout(TIMEOUT_SECONDS);
        transport.setTagOpt(TagOpt.NO_TAGS);
        if (access.user().isPresent() && access.password().isPresent()) {
            transport.setCredentialsProvider(new UsernamePasswordCredentialsProvider(
                    access.user().get(), access.password().get()));
        }
        return transport;
    }

    private boolean isWhole() {
        try {
            return repository.getObjectDatabase().getShallowCommits().isEmpty();
        } catch (IOException broken) {
            throw broken(broken);
        }
    }

    private boolean touches(RevCommit commit, Predicate<String> concerned) throws IOException {
        try (RevWalk walk = new RevWalk(repository);
                TreeWalk tree = new TreeWalk(repository)) {
            if (commit.getParentCount() == 0) {
                tree.addTree(new EmptyTreeIterator());
            } else {
                tree.addTree(walk.parseCommit(commit.getParent(0)).getTree());
            }
            tree.addTree(commit.getTree());
            tree.setRecursive(true);
            tree.setFilter(TreeFilter.ANY_DIFF);
            while (tree.next()) {
                if (concerned.test(tree.getPathString())) {
                    return true;
                }
            }
            return false;
        }
    }

    private void refuseDetours(RevCommit commit, String path) throws IOException {
        for (int end = path.indexOf('/'); end > 0; end = path.indexOf('/', end + 1)) {
            try (@Nullable TreeWalk tree = TreeWalk.forPath(repository, path.substring(0, end), commit.getTree())) {
                if (tree != null && !tree.getFileMode(0).equals(FileMode.TREE)) {
                    throw new GitFailure(
                            Kind.BAD_INPUT,
                            "%s is no folder in the repository, but a file, a link or a submodule"
                                    .formatted(path.substring(0, end)));
                }
            }
        }
        try (@Nullable TreeWalk tree = TreeWalk.forPath(repository, path, commit.getTree())) {
            if (tree != null && !isFile(tree.getFileMode(0))) {
                throw new GitFailure(
                        Kind.BAD_INPUT,
                        "%s is no file in the repository, but a folder, a link or a submodule".formatted(path));
            }
        }
    }

    private static boolean isFile(FileMode mode) {
        return mode.equals(FileMode.REGULAR_FILE) || mode.equals(FileMode.EXECUTABLE_FILE);
    }

    private GitFailure failure(TransportException refused) {
        String words = words(String.valueOf(refused.getMessage()));
        String lower = words.toLowerCase(Locale.ROOT);
        if (lower.contains("not authorized")
                || lower.contains("not permitted")
                || lower.contains("authentication")
                || lower.contains("forbidden")
                || lower.contains(" 403")) {
            return new GitFailure(
                    Kind.NO_ACCESS,
                    "%s does not let us in; the token may have expired, or may not push: %s".formatted(access, words));
        }
        if (refused instanceof NoRemoteRepositoryException) {
            return new GitFailure(Kind.NO_ACCESS, "%s is not there, or not for us to see".formatted(access));
        }
        if (lower.contains("redirect")) {
            return new GitFailure(
                    Kind.BAD_INPUT,
                    "%s leads to another address, which is not followed; name the repository's own address, mostly with .git at the end"
                            .formatted(access));
        }
        return new GitFailure(Kind.WEATHER, "%s cannot be asked: %s".formatted(access, words));
    }

    /** The server's words, on one line. */
    private static String words(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }

    private static IllegalStateException broken(IOException broken) {
        return new IllegalStateException("the copy of the repository is broken", broken);
    }

    /** Puts a text into a file, which stays executable if it was. */
    private static final class Content extends DirCacheEditor.PathEdit {

        private final ObjectId content;

        Content(String path, ObjectId content) {
            super(path);
            this.content = content;
        }

        @Override
        public void apply(DirCacheEntry entry) {
            if (entry.getRawMode() == 0) {
                entry.setFileMode(FileMode.REGULAR_FILE);
            }
            entry.setObjectId(content);
        }
    }
}

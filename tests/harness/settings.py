"""Settings of git and of the shell, with which an update has to do the same as without them."""

import stat
from collections.abc import Mapping
from pathlib import Path

from tests.harness.commands import run

# What a user may have configured; FOLDER has hooks that fail, and files of patterns.
CONFIGURED = {
    "apply.ignoreWhitespace": "change",
    "apply.whitespace": "error-all",
    "branch.autoSetupMerge": "always",
    "clone.defaultRemoteName": "elsewhere",
    "color.ui": "always",
    "column.ui": "always",
    "commit.gpgSign": "true",
    "core.attributesFile": "FOLDER/attributes",
    "core.autocrlf": "true",
    "core.editor": "false",
    "core.eol": "crlf",
    "core.excludesFile": "FOLDER/excludes",
    "core.fileMode": "false",
    "core.fsmonitor": "FOLDER/hooks/post-checkout",
    "core.hooksPath": "FOLDER/hooks",
    "core.pager": "false",
    "core.quotePath": "true",
    "core.safecrlf": "true",
    "core.sparseCheckout": "true",
    "core.splitIndex": "true",
    "core.symlinks": "false",
    "core.untrackedCache": "true",
    "core.whitespace": "tab-in-indent",
    "diff.algorithm": "patience",
    "diff.context": "0",
    "diff.external": "false",
    "diff.ignoreSubmodules": "all",
    "diff.mnemonicPrefix": "true",
    "diff.noprefix": "true",
    "diff.orderFile": "FOLDER/excludes",
    "diff.relative": "true",
    "diff.renames": "copies",
    "feature.manyFiles": "true",
    "gpg.program": "false",
    "i18n.commitEncoding": "latin1",
    "index.version": "4",
    "init.defaultBranch": "trunk",
    "init.templateDir": "FOLDER",
    "log.showSignature": "true",
    "merge.conflictStyle": "diff3",
    "rerere.enabled": "true",
    "safe.bareRepository": "explicit",
    "status.relativePaths": "true",
    "status.renames": "copies",
    "status.short": "true",
    "status.showUntrackedFiles": "no",
    "submodule.recurse": "true",
    "tag.gpgSign": "true",
    "user.useConfigOnly": "true",
}
HOOKS = ("post-checkout", "post-index-change", "pre-commit", "reference-transaction")
# What a shell may export.
EXPORTED = {
    "BASH_ENV": "/nowhere",
    "CDPATH": "/usr",
    "COPIER_SETTINGS_PATH": "FOLDER/copier.yml",
    "ENV": "/nowhere",
    "GIT_CEILING_DIRECTORIES": "/",
    "GIT_COMMITTER_DATE": "never",
    "GIT_CONFIG_PARAMETERS": "'diff.noprefix=true'",
    "GIT_DEFAULT_HASH": "sha256",
    "GIT_DIFF_OPTS": "--unified=0",
    "GIT_EDITOR": "false",
    "GIT_EXTERNAL_DIFF": "false",
    "GIT_INDEX_FILE": "/nowhere/index",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_NAMESPACE": "elsewhere",
    "GIT_OBJECT_DIRECTORY": "/nowhere/objects",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_PAGER": "false",
    "GIT_TEMPLATE_DIR": "FOLDER",
    "GIT_TRACE": "2",
    "GIT_WORK_TREE": "/nowhere",
    "LANGUAGE": "de",
    "POSIXLY_CORRECT": "1",
    "PYTHONSAFEPATH": "1",
    "PYTHONWARNINGS": "error",
    "UV_PROJECT": "/nowhere",
    "UV_WORKING_DIR": "/nowhere",
}
COPIER_SETTINGS = "defaults:\n  postgres_version: 15\n  example: true\n"
FILES = {
    "attributes": "* eol=crlf ident\n*.md binary\n",
    "copier.yml": COPIER_SETTINGS,
    "excludes": "*\n",
}


def lay(folder: Path) -> Path:
    """Write the files that the settings name, and hooks that fail."""
    (folder / "hooks").mkdir(parents=True)
    for name in HOOKS:
        (folder / "hooks" / name).write_text("#!/bin/sh\nexit 2\n")
        (folder / "hooks" / name).chmod(0o755)
    for name, text in FILES.items():
        (folder / name).write_text(text)
    return folder


def value(text: str, folder: Path) -> str:
    return text.replace("FOLDER", str(folder))


def configure(file: Path, folder: Path, settings: Mapping[str, str] = CONFIGURED) -> Path:
    for name, text in settings.items():
        words = ("git", "config", "--file", str(file), name, value(text, folder))
        run(*words, cwd=folder)
    return file


def looks(service: Path) -> dict[str, tuple[str, bool]]:
    """Return what each file of a service holds or leads to, and whether it is executable."""
    paths = (path for path in service.rglob("*") if path.is_symlink() or path.is_file())
    inside = ((path.relative_to(service), path) for path in paths)
    return {
        str(name): (holds(path), bool(path.lstat().st_mode & stat.S_IXUSR))
        for name, path in inside
        if name.parts[0] not in {".git", ".ruff_cache", ".venv"} and "__pycache__" not in name.parts
    }


def holds(path: Path) -> str:
    return f"-> {path.readlink()}" if path.is_symlink() else path.read_bytes().decode("latin1")
